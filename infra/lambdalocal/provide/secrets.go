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

func (e Engine) secrets(ctx context.Context, c aws.Config, rs []template.Resource, all map[string]template.Provided) error {
	client := secretsmanager.NewFromConfig(c)
	for _, r := range rs {
		var properties struct {
			Description string `yaml:"Description"`
			Generate    struct {
				Length  int  `yaml:"PasswordLength"`
				NoSigns bool `yaml:"ExcludePunctuation"` // there never are any here
			} `yaml:"GenerateSecretString"`
		}
		properties.Generate.Length = 32
		if err := r.Load(&properties); err != nil {
			return err
		}
		name := e.Prefix + r.Name
		_, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
			Name: &name, SecretString: aws.String(random(properties.Generate.Length)),
		})
		if there[*types.ResourceExistsException](err) != nil {
			return fmt.Errorf("making %s: %w", r.Name, err)
		}
		out, err := client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &name})
		if err != nil {
			return fmt.Errorf("asking for the ARN of %s: %w", r.Name, err)
		}
		all[r.Name] = template.Provided{Ref: *out.ARN, Attributes: map[string]string{"Id": *out.ARN}}
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

func (e Engine) topics(ctx context.Context, c aws.Config, rs []template.Resource, all map[string]template.Provided) error {
	client := sns.NewFromConfig(c)
	for _, r := range rs {
		name := e.Prefix + r.Name
		out, err := client.CreateTopic(ctx, &sns.CreateTopicInput{Name: &name})
		if err != nil {
			return fmt.Errorf("making %s: %w", r.Name, err)
		}
		all[r.Name] = template.Provided{Ref: *out.TopicArn, Attributes: map[string]string{"TopicArn": *out.TopicArn, "TopicName": name}}
	}
	return nil
}
