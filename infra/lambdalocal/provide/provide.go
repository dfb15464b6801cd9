package provide

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"paradox/infra/template"
)

// Engine is a local engine in which a deployment is made.
type Engine struct {
	Address string // as "http://127.0.0.1:4566"
	Region  string // eu-central-1 if it is empty
	// Prefix is what the names of everything begin with, as "local-": deployments with
	// different prefixes do not meet.
	Prefix string
}

// Provide makes what is not there yet, and returns what stands for each resource. What
// is there already, by its name, is kept with what it holds; a queue of that name which
// is another is an error.
func (e Engine) Provide(ctx context.Context, t *template.Template) (map[string]template.Provided, error) {
	c := e.config()
	all := map[string]template.Provided{}
	for _, kind := range []struct {
		name string
		make func(context.Context, aws.Config, []template.Resource, map[string]template.Provided) error
	}{
		{"AWS::DynamoDB::Table", e.tables},
		{"AWS::SQS::Queue", e.queues},
		{"AWS::SecretsManager::Secret", e.secrets},
		{"AWS::SNS::Topic", e.topics},
	} {
		if err := kind.make(ctx, c, t.Type(kind.name), all); err != nil {
			return nil, fmt.Errorf("providing for the stack: %w", err)
		}
	}
	return all, nil
}

// config leads clients to the engine, with credentials that open nothing.
func (e Engine) config() aws.Config {
	region := e.Region
	if region == "" {
		region = "eu-central-1"
	}
	return aws.Config{
		Region: region, BaseEndpoint: &e.Address, HTTPClient: http.DefaultClient,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// there passes over the error which says that something is there already.
func there[E error](err error) error {
	var known E
	if errors.As(err, &known) {
		return nil
	}
	return err
}
