package stack_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal/stack"
	"paradox/infra/localengine"
	"paradox/infra/template"
)

// built is the program of testdata/trial, built once.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "trial-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bootstrap")
	if out, err := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", path, "./testdata/trial").CombinedOutput(); err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

var deployments atomic.Int64

// rig is a stack's surroundings: what the template's resources became.
type rig struct {
	engine string
	values template.Values
	table  string
	dead   string // address of the queue of dead letters
}

func surroundings(t *testing.T) rig {
	t.Helper()
	r := rig{engine: enginetest.MiniStack(t)}
	name := fmt.Sprintf("stack-%d-%d", time.Now().UnixNano(), deployments.Add(1))
	r.table = name
	tables := dynamodb.NewFromConfig(localengine.Config(r.engine))
	if _, err := tables.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &r.table, BillingMode: dynamotypes.BillingModePayPerRequest,
		AttributeDefinitions: []dynamotypes.AttributeDefinition{{AttributeName: aws.String("owner"), AttributeType: "S"}},
		KeySchema:            []dynamotypes.KeySchemaElement{{AttributeName: aws.String("owner"), KeyType: "HASH"}},
	}); err != nil {
		t.Fatalf("making a table: %v", err)
	}
	queues := sqs.NewFromConfig(localengine.Config(r.engine))
	queue := func(suffix string) template.Provided {
		out, err := queues.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(name + suffix), Attributes: map[string]string{"VisibilityTimeout": "2"}})
		if err != nil {
			t.Fatalf("making a queue: %v", err)
		}
		a, err := queues.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: out.QueueUrl, AttributeNames: []types.QueueAttributeName{"QueueArn"}})
		if err != nil {
			t.Fatalf("asking for its ARN: %v", err)
		}
		return template.Provided{Ref: *out.QueueUrl, Attributes: map[string]string{"Arn": a.Attributes["QueueArn"]}}
	}
	r.values.Resources = map[string]template.Provided{"Reactions": {Ref: r.table}, "Queue": queue("-queue"), "Dead": queue("-dead")}
	r.dead = r.values.Resources["Dead"].Ref
	return r
}

func (r rig) options(t *testing.T) stack.Options {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatalf("building the program: %v", err)
	}
	b, err := os.ReadFile(filepath.Join("testdata", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := template.Parse(b)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return stack.Options{
		Template: parsed, Values: r.values, Engine: r.engine,
		Programs: map[string]string{"Door": path, "Worker": path, "Clock": path},
	}
}

func start(t *testing.T, o stack.Options) *stack.Stack {
	t.Helper()
	s, err := stack.Start(o)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// there reports which owners are in the table.
func (r rig) there(t *testing.T, owners ...string) (n int) {
	t.Helper()
	client := dynamodb.NewFromConfig(localengine.Config(r.engine))
	for _, owner := range owners {
		out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &r.table, Key: map[string]dynamotypes.AttributeValue{
			"owner": &dynamotypes.AttributeValueMemberS{Value: owner},
		}})
		if err != nil {
			t.Fatalf("looking at %s: %v", owner, err)
		}
		if len(out.Item) > 0 {
			n++
		}
	}
	return n
}

func post(t *testing.T, url, body string) int {
	t.Helper()
	res, err := http.Post(url, "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		t.Fatalf("POST %s: %v", url, err)
	}
	res.Body.Close()
	return res.StatusCode
}
