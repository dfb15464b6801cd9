package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/enginetest"
	"paradox/infra/store/dynamo"
)

// engines are those that speak DynamoDB's protocol.
var engines = []struct {
	name    string
	address func(testing.TB) string
}{
	{"MiniStack", enginetest.MiniStack},
	{"DynamoDB Local", enginetest.DynamoDBLocal},
}

// onEngines runs a test on each of them, with tables of its own.
func onEngines(t *testing.T, f func(*testing.T, stack)) {
	t.Helper()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { f(t, newStack(t, e.address(t))) })
	}
}

// stack is a deployment's tables and a client for them.
type stack struct {
	client *dynamodb.Client
	tables dynamo.Tables
}

var stacks atomic.Int64

func newStack(t testing.TB, address string) stack {
	t.Helper()
	client := dynamodb.NewFromConfig(enginetest.Config(address))
	tables, err := dynamo.CreateTables(t.Context(), client, template(t), fmt.Sprintf("read%d-%d-", os.Getpid(), stacks.Add(1)))
	if err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	return stack{client, tables}
}

func template(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatalf("reading the template: %v", err)
	}
	return b
}

// open returns a store in the stack's tables, closed at the test's end.
func (st stack) open(t testing.TB, change ...func(*dynamo.Options)) *dynamo.Store {
	t.Helper()
	o := dynamo.Options{Client: st.client, Reactions: st.tables.Reactions, Counters: st.tables.Counters}
	for _, c := range change {
		c(&o)
	}
	s, err := dynamo.Open(o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestCreateTables(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		want := map[string][2]string{
			st.tables.Reactions: {"owner", "id"}, st.tables.Counters: {"scope", "cell"}, st.tables.Erasures: {"ledger", "line"},
		}
		for name, keys := range want {
			out, err := st.client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
			if err != nil {
				t.Fatalf("describing %s: %v", name, err)
			}
			for i, k := range out.Table.KeySchema {
				if *k.AttributeName != keys[i] {
					t.Errorf("%s: key %d is %q, want %q", name, i, *k.AttributeName, keys[i])
				}
			}
		}
		prefix := strings.TrimSuffix(st.tables.Reactions, "ReactionsTable")
		if again, err := dynamo.CreateTables(t.Context(), st.client, template(t), prefix); err != nil || again != st.tables {
			t.Errorf("CreateTables of what is there = %v, %v; want %v", again, err, st.tables)
		}
	})
}

// A template that does not fit is an error before anything is created.
func TestCreateTablesRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no YAML", "Resources:", "Resources: }", ""},
		{"a table missing", "  ErasuresTable:\n    Type", "  Erasures:\n    Type", "no AWS::DynamoDB::Table ErasuresTable"},
		{"another kind of table", "CountersTable:\n    Type: AWS::DynamoDB::Table", "CountersTable:\n    Type: AWS::DynamoDB::GlobalTable", "CountersTable"},
		{"a property not known", "      BillingMode: PAY_PER_REQUEST", "      GlobalSecondaryIndexes: []\n      BillingMode: PAY_PER_REQUEST", "GlobalSecondaryIndexes: not known"},
		{"no range key", "        - { AttributeName: id, KeyType: RANGE }\n", "", "hash and a range key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bent := strings.Replace(string(template(t)), tt.old, tt.new, 1)
			if bent == string(template(t)) {
				t.Fatalf("the template has no %q", tt.old)
			}
			_, err := dynamo.CreateTables(t.Context(), dynamodb.New(dynamodb.Options{}), []byte(bent), "x")
			if !errors.Is(err, dynamo.ErrTemplate) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("CreateTables = %v, want ErrTemplate with %q", err, tt.want)
			}
		})
	}
}

// impatient tries again at once.
func impatient(o *dynamo.Options) {
	o.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
}
