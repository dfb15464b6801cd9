package provide

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"go.yaml.in/yaml/v4"

	"paradox/infra/template"
)

// patience is how long a table may take until it can be used.
const patience = time.Minute

// ofTable are the properties of a table that mean nothing on an engine of one's own;
// only keys and billing mode do. Any other is an error: an index that is left out would
// be missed much later.
var ofTable = map[string]bool{
	"DeletionProtectionEnabled": true, "PointInTimeRecoverySpecification": true, "SSESpecification": true,
	"TimeToLiveSpecification": true, "Tags": true, "ContributorInsightsSpecification": true,
}

func (e Engine) tables(ctx context.Context, c aws.Config, rs []template.Resource, all map[string]template.Provided) error {
	client := dynamodb.NewFromConfig(c)
	for _, r := range rs {
		in, err := tableInput(r)
		if err != nil {
			return err
		}
		in.TableName = aws.String(e.Prefix + r.Name)
		if _, err := client.CreateTable(ctx, in); there[*types.ResourceInUseException](err) != nil {
			return fmt.Errorf("making %s: %w", r.Name, err)
		}
		active := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
			o.MinDelay, o.MaxDelay = 20*time.Millisecond, time.Second
		})
		out, err := active.WaitForOutput(ctx, &dynamodb.DescribeTableInput{TableName: in.TableName}, patience)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", r.Name, err)
		}
		all[r.Name] = template.Provided{Ref: *in.TableName, Attributes: map[string]string{"Arn": aws.ToString(out.Table.TableArn)}}
	}
	return nil
}

// tableInput is the call that makes a table.
func tableInput(r template.Resource) (*dynamodb.CreateTableInput, error) {
	var properties map[string]yaml.Node
	if err := r.Load(&properties); err != nil {
		return nil, err
	}
	in := &dynamodb.CreateTableInput{BillingMode: types.BillingModePayPerRequest}
	var attributes []struct {
		Name string                    `yaml:"AttributeName"`
		Type types.ScalarAttributeType `yaml:"AttributeType"`
	}
	var keys []struct {
		Name string        `yaml:"AttributeName"`
		Type types.KeyType `yaml:"KeyType"`
	}
	into := map[string]any{"BillingMode": &in.BillingMode, "AttributeDefinitions": &attributes, "KeySchema": &keys}
	for name, node := range properties {
		if ofTable[name] {
			continue
		}
		if into[name] == nil {
			return nil, fmt.Errorf("%s.%s: not known here", r.Name, name)
		}
		if err := node.Load(into[name]); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", r.Name, name, err)
		}
	}
	for _, a := range attributes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &a.Name, AttributeType: a.Type})
	}
	for _, k := range keys {
		in.KeySchema = append(in.KeySchema, types.KeySchemaElement{AttributeName: &k.Name, KeyType: k.Type})
	}
	return in, nil
}
