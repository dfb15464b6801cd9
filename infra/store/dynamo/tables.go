package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"go.yaml.in/yaml/v4"

	"paradox/infra/template"
)

// Tables are the names of the tables of one deployment.
type Tables struct{ Reactions, Counters, Erasures string }

// ErrTemplate is matched by what CreateTables says of a template that it cannot use.
var ErrTemplate = errors.New("dynamo: the template's tables")

const (
	activePatience = time.Minute // until a table has to be there
	activePoll     = 20 * time.Millisecond
)

// CreateTables makes the three tables of the stack's template on an engine of one's
// own, named by the prefix, and returns when they can be used; those that are there
// already are left as they are. Keys and billing mode are taken from the template,
// so that no second definition can differ from it; what only AWS does for a table
// (backups, encryption, deletion protection, removing what is over) is left out, and
// a property that is not known here is an error matching [ErrTemplate].
func CreateTables(ctx context.Context, client *dynamodb.Client, text []byte, prefix string) (Tables, error) {
	definitions, err := parseTables(text)
	if err != nil {
		return Tables{}, err
	}
	for _, in := range definitions {
		in.TableName = aws.String(prefix + *in.TableName)
		if err := createTable(ctx, client, in); err != nil {
			return Tables{}, fmt.Errorf("creating table %s: %w", *in.TableName, err)
		}
	}
	return Tables{
		Reactions: prefix + logicalNames[0], Counters: prefix + logicalNames[1], Erasures: prefix + logicalNames[2],
	}, nil
}

func createTable(ctx context.Context, client *dynamodb.Client, in *dynamodb.CreateTableInput) error {
	var there *types.ResourceInUseException
	if _, err := client.CreateTable(ctx, in); err != nil && !errors.As(err, &there) {
		return err
	}
	active := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = activePoll, time.Second
	})
	return active.Wait(ctx, &dynamodb.DescribeTableInput{TableName: in.TableName}, activePatience)
}

// logicalNames are what the template calls the tables.
var logicalNames = [...]string{"ReactionsTable", "CountersTable", "ErasuresTable"}

// ofAWS are the properties of a table that only AWS acts on.
var ofAWS = []string{
	"DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "SSESpecification", "TimeToLiveSpecification",
}

// definition is a table in the template, as far as it matters on every engine.
type definition struct {
	BillingMode          types.BillingMode
	AttributeDefinitions []struct {
		AttributeName string                    `yaml:"AttributeName"`
		AttributeType types.ScalarAttributeType `yaml:"AttributeType"`
	}
	KeySchema []struct {
		AttributeName string        `yaml:"AttributeName"`
		KeyType       types.KeyType `yaml:"KeyType"`
	}
}

// parseTables reads the tables from the template, in the order of logicalNames.
func parseTables(text []byte) ([]*dynamodb.CreateTableInput, error) {
	t, err := template.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	var all []*dynamodb.CreateTableInput
	for _, name := range logicalNames {
		r, err := t.Resource(name)
		if err != nil || r.Type != "AWS::DynamoDB::Table" {
			return nil, fmt.Errorf("%w: no AWS::DynamoDB::Table %s", ErrTemplate, name)
		}
		d, err := define(r)
		if err == nil {
			var in *dynamodb.CreateTableInput
			in, err = d.input(name)
			all = append(all, in)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrTemplate, name, err)
		}
	}
	return all, nil
}

func define(r template.Resource) (d definition, err error) {
	var properties map[string]yaml.Node
	if err := r.Load(&properties); err != nil {
		return d, err
	}
	into := map[string]any{"BillingMode": &d.BillingMode, "AttributeDefinitions": &d.AttributeDefinitions, "KeySchema": &d.KeySchema}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		node := properties[name]
		switch {
		case into[name] != nil:
			if err := node.Load(into[name]); err != nil {
				return d, fmt.Errorf("property %s: %w", name, err)
			}
		case !slices.Contains(ofAWS, name):
			return d, fmt.Errorf("property %s: not known here", name)
		}
	}
	return d, nil
}

// input is the call that makes the table.
func (d definition) input(name string) (*dynamodb.CreateTableInput, error) {
	if len(d.KeySchema) != 2 || len(d.AttributeDefinitions) != 2 {
		return nil, errors.New("KeySchema, AttributeDefinitions: want a hash and a range key")
	}
	in := &dynamodb.CreateTableInput{TableName: aws.String(name), BillingMode: d.BillingMode}
	for _, a := range d.AttributeDefinitions {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(a.AttributeName), AttributeType: a.AttributeType,
		})
	}
	for _, k := range d.KeySchema {
		in.KeySchema = append(in.KeySchema, types.KeySchemaElement{
			AttributeName: aws.String(k.AttributeName), KeyType: k.KeyType,
		})
	}
	return in, nil
}
