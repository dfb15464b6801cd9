package provide

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"paradox/infra/template"
)

// secret is one as the template defines it.
type secret struct {
	name   string // logical
	length int    // in letters
}

func readSecrets(t *template.Template) ([]secret, error) {
	var all []secret
	for _, r := range t.Type("AWS::SecretsManager::Secret") {
		var properties struct {
			Description string `yaml:"Description"`
			Generate    struct {
				Length  int  `yaml:"PasswordLength"`
				NoSigns bool `yaml:"ExcludePunctuation"` // there never are any here
			} `yaml:"GenerateSecretString"`
		}
		properties.Generate.Length = 32
		if err := r.Load(&properties); err != nil {
			return nil, err
		}
		all = append(all, secret{name: r.Name, length: properties.Generate.Length})
	}
	return all, nil
}

// makeSecrets adds to all what stands for each secret.
func makeSecrets(ctx context.Context, client *secretsmanager.Client, defined []secret, prefix string, all map[string]template.Provided) error {
	for _, s := range defined {
		name := prefix + s.name
		_, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &name, SecretString: aws.String(random(s.length))})
		if there[*types.ResourceExistsException](err) != nil {
			return fmt.Errorf("making %s: %w", name, err)
		}
		out, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &name})
		if err != nil {
			return fmt.Errorf("asking for the ARN of %s: %w", name, err)
		}
		all[s.name] = template.Provided{Ref: *out.ARN, Attributes: map[string]string{"Id": *out.ARN}}
	}
	return nil
}

// random is a text of letters and digits, which every rule for passwords allows.
func random(n int) string {
	s := rand.Text()
	for len(s) < n {
		s += rand.Text()
	}
	return s[:n]
}

// makeTopics adds to all what stands for each topic.
func makeTopics(ctx context.Context, client *sns.Client, rs []template.Resource, prefix string, all map[string]template.Provided) error {
	for _, r := range rs {
		name := prefix + r.Name
		out, err := client.CreateTopic(ctx, &sns.CreateTopicInput{Name: &name})
		if err != nil {
			return fmt.Errorf("making %s: %w", name, err)
		}
		all[r.Name] = template.Provided{Ref: *out.TopicArn, Attributes: map[string]string{"TopicArn": *out.TopicArn, "TopicName": name}}
	}
	return nil
}
