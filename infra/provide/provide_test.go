package provide_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/template"
)

func parse(t *testing.T, text string) *template.Template {
	t.Helper()
	parsed, err := template.Parse([]byte(text))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return parsed
}

func engine(t *testing.T) provide.Engine {
	t.Helper()
	return provide.Engine{Address: enginetest.MiniStack(t), Prefix: fresh()}
}

var prefixes atomic.Int64

// fresh is a prefix that nothing has yet, however long the engine has been running.
func fresh() string { return fmt.Sprintf("provide-%d-%d-", time.Now().UnixNano(), prefixes.Add(1)) }

// The project's own template finds what it needs, and finds it again.
func TestProvide(t *testing.T) {
	e := engine(t)
	first, err := e.Provide(t.Context(), own(t))
	if err != nil {
		t.Fatalf("Provide: %v", err)
	}
	for _, kind := range []string{"AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SecretsManager::Secret", "AWS::SNS::Topic"} {
		for _, r := range own(t).Type(kind) {
			if first[r.Name].Ref == "" {
				t.Errorf("nothing stands for %s", r.Name)
			}
		}
	}
	config := localengine.Config(e.Address)
	got, err := sqs.NewFromConfig(config).GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: ref(first, "ReactionsQueue"), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		t.Fatalf("looking at the queue: %v", err)
	}
	if policy := got.Attributes["RedrivePolicy"]; !strings.Contains(policy, first["DeadLetterQueue"].Attributes["Arn"]) || !strings.Contains(policy, "maxReceiveCount") {
		t.Errorf("redrive policy %s", policy)
	}
	secret := func() string {
		out, err := secretsmanager.NewFromConfig(config).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: ref(first, "Secret")})
		if err != nil {
			t.Fatalf("reading the secret: %v", err)
		}
		return *out.SecretString
	}
	before := secret()
	if len(before) != 64 {
		t.Errorf("the secret has %d letters, want 64", len(before))
	}
	second, err := e.Provide(t.Context(), own(t))
	if err != nil {
		t.Fatalf("Provide again: %v", err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("Provide again (-first +second):\n%s", diff)
	}
	if secret() != before {
		t.Error("the secret is another")
	}
}

func ref(all map[string]template.Provided, name string) *string {
	r := all[name].Ref
	return &r
}

func TestNotUnderstood(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"index", "T: { Type: AWS::DynamoDB::Table, Properties: { GlobalSecondaryIndexes: [] } }", "T.GlobalSecondaryIndexes: not known here"},
		{"keys", "T: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: x } }", "T.KeySchema: "},
		{"redrive elsewhere", "Q: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: 'arn:x', maxReceiveCount: 3 } } }", "Q.RedrivePolicy: want a redrive policy to"},
		{"list", "Q: { Type: AWS::SQS::Queue, Properties: { Tags: [a] } }", "Q.Tags: not known here"},
		{"function", "Q: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !If [A, 1, 2] } }", "!If is not understood here"},
		{"secret", "S: { Type: AWS::SecretsManager::Secret, Properties: { SecretString: x } }", "SecretString"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := engine(t).Provide(t.Context(), parse(t, "Resources: { "+tt.text+" }")); !errors.Is(err, provide.ErrTemplate) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Provide = %v, want ErrTemplate with %q", err, tt.want)
			}
		})
	}
}
