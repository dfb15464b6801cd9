package dynamo_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/store/dynamo"
	"paradox/infra/template"
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
	tables provide.MadeTables
}

var stacks atomic.Int64

func newStack(t testing.TB, address string) stack {
	t.Helper()
	client := dynamodb.NewFromConfig(localengine.Config(address))
	tables, err := provide.Tables(t.Context(), client, defined(t), fmt.Sprintf("read%d-%d-", os.Getpid(), stacks.Add(1)))
	if err != nil {
		t.Fatalf("Tables: %v", err)
	}
	return stack{client, tables}
}

// defined is the stack's template, which says what the tables are.
func defined(t testing.TB) *template.Template {
	t.Helper()
	found, err := template.Find()
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	return found
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

// impatient tries again at once.
func impatient(o *dynamo.Options) {
	o.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
}
