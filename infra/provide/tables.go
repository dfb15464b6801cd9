package provide

import (
	"context"
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

// MadeTables are the names of the tables that a store and its ledger are opened with.
type MadeTables struct{ Reactions, Counters, Erasures string }

// What the template calls them.
const (
	reactionsTable = "ReactionsTable"
	countersTable  = "CountersTable"
	erasuresTable  = "ErasuresTable"
)

// Tables makes the template's tables on an engine of one's own, each named by the
// prefix and its logical name, and returns when they can be used. A template without
// one of the three, or in which one of them has no range key, is an error matching
// [ErrTemplate].
func Tables(ctx context.Context, client *dynamodb.Client, t *template.Template, prefix string) (MadeTables, error) {
	defined, err := readTables(t)
	if err == nil {
		err = ofStore(defined)
	}
	if err != nil {
		return MadeTables{}, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	all := map[string]template.Provided{}
	if err := makeTables(ctx, client, defined, prefix, all); err != nil {
		return MadeTables{}, fmt.Errorf("providing tables: %w", err)
	}
	return MadeTables{Reactions: all[reactionsTable].Ref, Counters: all[countersTable].Ref, Erasures: all[erasuresTable].Ref}, nil
}

// ofStore says what a store would miss.
func ofStore(defined []table) error {
	for _, name := range []string{reactionsTable, countersTable, erasuresTable} {
		i := slices.IndexFunc(defined, func(d table) bool { return d.name == name })
		if i < 0 {
			return fmt.Errorf("no AWS::DynamoDB::Table %s", name)
		}
		if len(defined[i].keys) != 2 {
			return fmt.Errorf("%s.KeySchema: want a hash and a range key", name)
		}
	}
	return nil
}

// table is one as the template defines it.
type table struct {
	name       string // logical
	billing    types.BillingMode
	attributes []types.AttributeDefinition
	keys       []types.KeySchemaElement
}

// ofTable are the properties of a table that mean nothing on an engine of one's own;
// only keys and billing mode do. Any other is an error: an index that is left out would
// be missed much later.
var ofTable = []string{
	"ContributorInsightsSpecification", "DeletionProtectionEnabled", "PointInTimeRecoverySpecification",
	"SSESpecification", "Tags", "TimeToLiveSpecification",
}

func readTables(t *template.Template) ([]table, error) {
	var all []table
	for _, r := range t.Type("AWS::DynamoDB::Table") {
		d, err := readTable(r)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

func readTable(r template.Resource) (table, error) {
	d := table{name: r.Name}
	var properties map[string]yaml.Node
	if err := r.Load(&properties); err != nil {
		return d, err
	}
	var attributes []struct {
		Name string                    `yaml:"AttributeName"`
		Type types.ScalarAttributeType `yaml:"AttributeType"`
	}
	var keys []struct {
		Name string        `yaml:"AttributeName"`
		Type types.KeyType `yaml:"KeyType"`
	}
	into := map[string]any{"BillingMode": &d.billing, "AttributeDefinitions": &attributes, "KeySchema": &keys}
	for _, property := range slices.Sorted(maps.Keys(properties)) {
		node := properties[property]
		if slices.Contains(ofTable, property) {
			continue
		}
		if into[property] == nil {
			return d, fmt.Errorf("%s.%s: not known here", r.Name, property)
		}
		if err := node.Load(into[property]); err != nil {
			return d, fmt.Errorf("%s.%s: %w", r.Name, property, err)
		}
	}
	for _, a := range attributes {
		d.attributes = append(d.attributes, types.AttributeDefinition{AttributeName: aws.String(a.Name), AttributeType: a.Type})
	}
	for _, k := range keys {
		d.keys = append(d.keys, types.KeySchemaElement{AttributeName: aws.String(k.Name), KeyType: k.Type})
	}
	return d, nil
}

// How long a table may take until it can be used, and how often it is asked.
const (
	patience = time.Minute
	poll     = 20 * time.Millisecond
)

// makeTables adds to all what stands for each table.
func makeTables(ctx context.Context, client *dynamodb.Client, defined []table, prefix string, all map[string]template.Provided) error {
	for _, d := range defined {
		name := prefix + d.name
		_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
			TableName: &name, BillingMode: d.billing, AttributeDefinitions: d.attributes, KeySchema: d.keys,
		})
		if there[*types.ResourceInUseException](err) != nil {
			return fmt.Errorf("making %s: %w", name, err)
		}
		active := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
			o.MinDelay, o.MaxDelay = poll, time.Second
		})
		out, err := active.WaitForOutput(ctx, &dynamodb.DescribeTableInput{TableName: &name}, patience)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", name, err)
		}
		if !slices.EqualFunc(out.Table.KeySchema, d.keys, sameKey) {
			return fmt.Errorf("making %s: it is there, with other keys than the template's", name)
		}
		all[d.name] = template.Provided{Ref: name, Attributes: map[string]string{"Arn": aws.ToString(out.Table.TableArn)}}
	}
	return nil
}

func sameKey(a, b types.KeySchemaElement) bool {
	return aws.ToString(a.AttributeName) == aws.ToString(b.AttributeName) && a.KeyType == b.KeyType
}
