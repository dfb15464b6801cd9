package faults_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/aws/smithy-go/transport/http"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/store/dynamo/faults"
)

var errDead = errors.New("dead")

type item = map[string]types.AttributeValue

func key(id string) item {
	return item{"owner": &types.AttributeValueMemberS{Value: "o"}, "id": &types.AttributeValueMemberS{Value: id}}
}

// table makes an empty one.
func table(t *testing.T) string {
	t.Helper()
	name := strings.NewReplacer("/", "-", "_", "-").Replace(t.Name())
	_, err := client(t).CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("owner"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("owner"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("id"), KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		t.Fatalf("making a table: %v", err)
	}
	return name
}

// client is one of the engine with that middleware before it.
func client(t *testing.T, options ...func(*middleware.Stack) error) *dynamodb.Client {
	t.Helper()
	cfg := localengine.Config(enginetest.MiniStack(t))
	cfg.APIOptions = options
	return dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
}

// transact puts items in one transaction.
func transact(ctx context.Context, c *dynamodb.Client, table string, ids ...string) error {
	in := &dynamodb.TransactWriteItemsInput{}
	for _, id := range ids {
		in.TransactItems = append(in.TransactItems, types.TransactWriteItem{Put: &types.Put{TableName: &table, Item: key(id)}})
	}
	_, err := c.TransactWriteItems(ctx, in)
	return err
}

// stored is how many items there are.
func stored(t *testing.T, table string) int {
	t.Helper()
	out, err := client(t).Scan(t.Context(), &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	if err != nil {
		t.Fatalf("reading the table: %v", err)
	}
	return len(out.Items)
}

// TestWrites has each fault befall transactions and single puts until those that were
// carried out and those that were not have both been seen, where both are possible.
func TestWrites(t *testing.T) {
	tests := []struct {
		kind              faults.Kind
		done, left        bool // carried out, or what came late before; not: what may be
		transient, refuse bool // how it looks: a broken connection, an answer of the service
	}{
		{faults.Conflict, false, true, false, true},
		{faults.Throttle, false, true, false, true},
		{faults.Unsent, false, true, true, false},
		{faults.Lost, true, false, true, false},
		{faults.Late, true, true, true, false},
		{faults.Internal, true, true, false, true},
		{faults.Cancel, true, true, false, false},
		{faults.DieBefore, false, true, false, false},
		{faults.DieAfter, true, false, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.kind.String(), func(t *testing.T) {
			name, f := table(t), faults.New(1, faults.Rates{tt.kind: 1}, errDead)
			var done, left bool
			for i := range 40 {
				before := stored(t, name)
				err := write(t, f, name, i)
				checkError(t, tt.kind, err, tt.transient, tt.refuse)
				applied := stored(t, name) > before
				done, left = done || applied, left || !applied
			}
			if done != tt.done || left != tt.left {
				t.Errorf("carried out %v, left %v; want %v, %v", done, left, tt.done, tt.left)
			}
			if got := f.Met(tt.kind); got != 40 || f.Calls() != 40 {
				t.Errorf("met %d of %d: %v", got, f.Calls(), f)
			}
		})
	}
}

// write puts item i in a life of its own, alone or in a transaction.
func write(t *testing.T, f *faults.Faults, table string, i int) error {
	life := f.Live()
	c := client(t, life.Middleware)
	ctx, cancel := faults.Cancellable(t.Context())
	defer cancel()
	var err error
	if id := fmt.Sprint(i); i%2 == 0 {
		err = transact(ctx, c, table, id, id+"b")
	} else {
		_, err = c.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: key(id)})
	}
	if life.Dead() {
		if _, again := c.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key("1")}); !errors.Is(again, errDead) {
			t.Errorf("a call of the dead: %v", again)
		}
	}
	return err
}

func checkError(t *testing.T, k faults.Kind, err error, transient, refuse bool) {
	t.Helper()
	var send *http.RequestSendError
	var api smithy.APIError
	if got := errors.As(err, &send); got != transient {
		t.Errorf("%v is a broken connection: %v, want %v", err, got, transient)
	}
	if got := errors.As(err, &api); got != refuse {
		t.Errorf("%v is an answer of the service: %v, want %v", err, got, refuse)
	}
	if got, want := errors.Is(err, errDead), k == faults.DieBefore || k == faults.DieAfter; got != want {
		t.Errorf("%v is a death: %v", err, got)
	}
	if got, want := errors.Is(err, context.Canceled), k == faults.Cancel; got != want {
		t.Errorf("%v is a cancellation: %v", err, got)
	}
}

// A late request arrives, whatever has become of its sender.
func TestLate(t *testing.T) {
	name, f := table(t), faults.New(4, faults.Rates{faults.Late: 1}, errDead)
	c := client(t, f.Live().Middleware)
	if err := transact(t.Context(), c, name, "a", "b"); err == nil || stored(t, name) != 0 {
		t.Fatalf("at first: %v, %d items", err, stored(t, name))
	}
	for range 7 {
		if _, err := c.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &name, Key: key("a")}); err != nil {
			t.Fatal(err)
		}
	}
	if n := stored(t, name); n != 2 {
		t.Errorf("%d items after some calls, want 2", n)
	}
}

// A batch is processed in the end, whatever is left over at first, and a page never
// ends the reading before all was seen.
func TestParts(t *testing.T) {
	name := table(t)
	var keys []item
	for i := range 20 {
		keys = append(keys, key(fmt.Sprintf("%02d", i)))
		if err := transact(t.Context(), client(t), name, fmt.Sprintf("%02d", i)); err != nil {
			t.Fatal(err)
		}
	}
	f := faults.New(2, faults.Rates{faults.Unprocessed: 0.8, faults.ShortPage: 1}, errDead)
	c := client(t, f.Live().Middleware)
	seen := 0
	todo := map[string]types.KeysAndAttributes{name: {Keys: keys}}
	for len(todo) > 0 {
		out, err := c.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: todo})
		if err != nil {
			t.Fatal(err)
		}
		seen, todo = seen+len(out.Responses[name]), out.UnprocessedKeys
	}
	if seen != len(keys) || f.Met(faults.Unprocessed) == 0 {
		t.Errorf("read %d of %d items in batches (%v)", seen, len(keys), f)
	}
	seen = 0
	pages := dynamodb.NewScanPaginator(c, &dynamodb.ScanInput{TableName: &name})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seen += len(out.Items)
	}
	if seen != len(keys) || f.Met(faults.ShortPage) == 0 {
		t.Errorf("read %d of %d items in pages (%v)", seen, len(keys), f)
	}
}

// Two writes that touch one item at once are in conflict if one is a transaction.
func TestContention(t *testing.T) {
	name, f := table(t), faults.New(3, nil, errDead)
	here, on := make(chan bool), make(chan bool)
	slow := client(t, f.Live().Middleware, func(s *middleware.Stack) error {
		return s.Finalize.Add(middleware.FinalizeMiddlewareFunc("Slow", func(
			ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
		) (middleware.FinalizeOutput, middleware.Metadata, error) {
			here <- true
			<-on
			return next.HandleFinalize(ctx, in)
		}), middleware.Before)
	})
	quick := client(t, f.Live().Middleware)
	ended := make(chan error)
	go func() { ended <- transact(t.Context(), slow, name, "a", "b") }()
	<-here
	var canceled *types.TransactionCanceledException
	if err := transact(t.Context(), quick, name, "x", "b"); !errors.As(err, &canceled) {
		t.Errorf("a transaction on an item in hand: %v", err)
	} else if r := canceled.CancellationReasons; aws.ToString(r[0].Code) != "None" || aws.ToString(r[1].Code) != "TransactionConflict" {
		t.Errorf("its reasons: %v, %v", *r[0].Code, *r[1].Code)
	}
	var conflict *types.TransactionConflictException
	_, err := quick.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &name, Key: key("a")})
	if !errors.As(err, &conflict) {
		t.Errorf("deleting an item in hand: %v", err)
	}
	if err := transact(t.Context(), quick, name, "x", "y"); err != nil {
		t.Errorf("a transaction on other items: %v", err)
	}
	on <- true
	if err := <-ended; err != nil {
		t.Errorf("the first transaction: %v", err)
	}
	if err := transact(t.Context(), quick, name, "b"); err != nil || f.Met(faults.Contended) != 2 {
		t.Errorf("afterwards: %v, %v", err, f)
	}
}

// The same seed injects the same.
func TestSeed(t *testing.T) {
	run := func(seed uint64) string {
		f := faults.New(seed, faults.Rates{faults.Throttle: 0.3, faults.Unsent: 0.3}, errDead)
		c := client(t, f.Live().Middleware)
		var said []string
		for range 20 {
			_, err := c.ListTables(t.Context(), &dynamodb.ListTablesInput{})
			said = append(said, fmt.Sprint(err))
		}
		return strings.Join(said, "\n")
	}
	if one, two := run(7), run(7); one != two {
		t.Errorf("one seed, two runs:\n%s\n\n%s", one, two)
	}
	if run(7) == run(8) {
		t.Error("two seeds inject the same")
	}
}
