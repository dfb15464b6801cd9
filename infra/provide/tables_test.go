package provide_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/template"
)

// own is the project's template.
func own(t *testing.T) *template.Template {
	t.Helper()
	found, err := template.Find()
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	return found
}

// bent is the project's template with something else in place of old.
func bent(t *testing.T, old, other string) *template.Template {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", template.Name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		t.Fatalf("the template has no %q", old)
	}
	return parse(t, strings.Replace(string(b), old, other, 1))
}

// On both engines that speak DynamoDB's protocol the tables are the template's.
func TestTables(t *testing.T) {
	for _, e := range []struct {
		name    string
		address func(testing.TB) string
	}{
		{"MiniStack", enginetest.MiniStack},
		{"DynamoDB Local", enginetest.DynamoDBLocal},
	} {
		t.Run(e.name, func(t *testing.T) {
			client := dynamodb.NewFromConfig(localengine.Config(e.address(t)))
			prefix := fresh()
			made, err := provide.Tables(t.Context(), client, own(t), prefix)
			if err != nil {
				t.Fatalf("Tables: %v", err)
			}
			want := provide.MadeTables{Reactions: prefix + "ReactionsTable", Counters: prefix + "CountersTable", Erasures: prefix + "ErasuresTable"}
			if made != want {
				t.Errorf("Tables = %+v, want %+v", made, want)
			}
			for name, keys := range map[string][2]string{
				made.Reactions: {"owner", "id"}, made.Counters: {"scope", "cell"}, made.Erasures: {"ledger", "line"},
			} {
				out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
				if err != nil {
					t.Fatalf("describing %s: %v", name, err)
				}
				for i, k := range out.Table.KeySchema {
					if *k.AttributeName != keys[i] {
						t.Errorf("%s: key %d is %q, want %q", name, i, *k.AttributeName, keys[i])
					}
				}
			}
			if again, err := provide.Tables(t.Context(), client, own(t), prefix); err != nil || again != made {
				t.Errorf("Tables of what is there = %v, %v; want %v", again, err, made)
			}
			other := "        - { AttributeName: id, AttributeType: S }\n      KeySchema:\n        - { AttributeName: owner, KeyType: HASH }\n        - { AttributeName: id, KeyType: RANGE }\n"
			_, err = provide.Tables(t.Context(), client, bent(t, other, strings.ReplaceAll(other, " id,", " number,")), prefix)
			if err == nil || !strings.Contains(err.Error(), made.Reactions+": it is there, with other keys") {
				t.Errorf("Tables with other keys = %v", err)
			}
		})
	}
}

// A template that does not fit is an error before anything is made.
func TestTablesRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, other, want string }{
		{"a table missing", "  ErasuresTable:\n    Type", "  Erasures:\n    Type", "no AWS::DynamoDB::Table ErasuresTable"},
		{"another kind of table", "CountersTable:\n    Type: AWS::DynamoDB::Table", "CountersTable:\n    Type: AWS::DynamoDB::GlobalTable", "no AWS::DynamoDB::Table CountersTable"},
		{"a property not known", "      BillingMode: PAY_PER_REQUEST", "      GlobalSecondaryIndexes: []\n      BillingMode: PAY_PER_REQUEST", "ReactionsTable.GlobalSecondaryIndexes: not known"},
		{"no range key", "        - { AttributeName: id, KeyType: RANGE }\n", "", "ReactionsTable.KeySchema: want a hash and a range key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := provide.Tables(t.Context(), dynamodb.New(dynamodb.Options{}), bent(t, tt.old, tt.other), "x")
			if !errors.Is(err, provide.ErrTemplate) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Tables = %v, want ErrTemplate with %q", err, tt.want)
			}
		})
	}
}
