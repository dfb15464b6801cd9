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
func CreateTables(ctx context.Context, client *dynamodb.Client, template []byte, prefix string) (Tables, error) {
	definitions, err := parseTables(template)
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

// ofAll are those that matter on every engine.
type ofAll struct {
	BillingMode          string `yaml:"BillingMode"`
	AttributeDefinitions []struct {
		AttributeName string `yaml:"AttributeName"`
		AttributeType string `yaml:"AttributeType"`
	} `yaml:"AttributeDefinitions"`
	KeySchema []struct {
		AttributeName string `yaml:"AttributeName"`
		KeyType       string `yaml:"KeyType"`
	} `yaml:"KeySchema"`
}

// parseTables reads the tables from the template, in the order of logicalNames.
func parseTables(template []byte) ([]*dynamodb.CreateTableInput, error) {
	var stack struct {
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Load(template, &stack); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	var all []*dynamodb.CreateTableInput
	for _, name := range logicalNames {
		r, found := stack.Resources[name]
		if !found || r.Type != "AWS::DynamoDB::Table" {
			return nil, fmt.Errorf("%w: no AWS::DynamoDB::Table %s", ErrTemplate, name)
		}
		in, err := parseTable(&r.Properties)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrTemplate, name, err)
		}
		in.TableName = aws.String(name)
		all = append(all, in)
	}
	return all, nil
}

func parseTable(properties *yaml.Node) (*dynamodb.CreateTableInput, error) {
	var present map[string]yaml.Node
	var table ofAll
	if err := errors.Join(properties.Load(&present), properties.Load(&table)); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(present)) {
		switch {
		case name == "BillingMode", name == "AttributeDefinitions", name == "KeySchema", slices.Contains(ofAWS, name):
		default:
			return nil, fmt.Errorf("property %s: not known here", name)
		}
	}
	if len(table.KeySchema) != 2 || len(table.AttributeDefinitions) != 2 {
		return nil, errors.New("KeySchema, AttributeDefinitions: want a hash and a range key")
	}
	in := &dynamodb.CreateTableInput{BillingMode: types.BillingMode(table.BillingMode)}
	for _, a := range table.AttributeDefinitions {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(a.AttributeName), AttributeType: types.ScalarAttributeType(a.AttributeType),
		})
	}
	for _, k := range table.KeySchema {
		in.KeySchema = append(in.KeySchema, types.KeySchemaElement{
			AttributeName: aws.String(k.AttributeName), KeyType: types.KeyType(k.KeyType),
		})
	}
	return in, nil
}
