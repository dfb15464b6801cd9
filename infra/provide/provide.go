package provide

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/localengine"
	"paradox/infra/template"
)

// ErrTemplate is matched by what is said of a template that defines something which
// cannot be made here, or lacks what was asked for.
var ErrTemplate = errors.New("what the template defines cannot be made here")

// Engine is a local engine in which a deployment is made.
type Engine struct {
	Address string // as "http://127.0.0.1:4566"
	// Prefix is what the names of everything begin with, as "local-": deployments with
	// different prefixes do not meet.
	Prefix string
}

// Provide makes what is not there yet, and returns what stands for each resource, by
// its logical name.
func (e Engine) Provide(ctx context.Context, t *template.Template) (map[string]template.Provided, error) {
	tables, wrongTables := readTables(t)
	queues, wrongQueues := readQueues(t)
	secrets, wrongSecrets := readSecrets(t)
	if err := errors.Join(wrongTables, wrongQueues, wrongSecrets); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	c := localengine.Config(e.Address)
	all := map[string]template.Provided{}
	for _, provide := range []func() error{
		func() error { return makeTables(ctx, dynamodb.NewFromConfig(c), tables, e.Prefix, all) },
		func() error { return makeQueues(ctx, sqs.NewFromConfig(c), queues, e.Prefix, all) },
		func() error { return makeSecrets(ctx, secretsmanager.NewFromConfig(c), secrets, e.Prefix, all) },
		func() error { return makeTopics(ctx, sns.NewFromConfig(c), t.Type("AWS::SNS::Topic"), e.Prefix, all) },
	} {
		if err := provide(); err != nil {
			return nil, fmt.Errorf("providing for the stack: %w", err)
		}
	}
	return all, nil
}

// there passes over the error which says that something is there already.
func there[E error](err error) error {
	var known E
	if errors.As(err, &known) {
		return nil
	}
	return err
}
