package report_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/sync/errgroup"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/template"
)

// calls counts what goes over the wire to DynamoDB, tries that are repeated included.
type calls struct {
	mu   sync.Mutex
	made map[string]int
}

func (c *calls) count(stack *middleware.Stack) error {
	return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("count", func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (middleware.FinalizeOutput, middleware.Metadata, error) {
		c.mu.Lock()
		c.made[awsmiddleware.GetOperationName(ctx)]++
		c.mu.Unlock()
		return next.HandleFinalize(ctx, in)
	}), middleware.After)
}

// during returns the calls by operation that f makes, and their sum.
func (c *calls) during(f func()) (by map[string]int, sum int) {
	c.made = map[string]int{}
	f()
	for _, n := range c.made {
		sum += n
	}
	return maps.Clone(c.made), sum
}

// deployment is the stack's tables on a real engine.
type deployment struct {
	client *dynamodb.Client
	tables provide.MadeTables
	calls  *calls
}

func deploy(t *testing.T) deployment {
	t.Helper()
	defined, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	d := deployment{calls: &calls{made: map[string]int{}}}
	d.client = dynamodb.NewFromConfig(localengine.Config(enginetest.MiniStack(t)), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, d.calls.count)
	})
	d.tables, err = provide.Tables(t.Context(), d.client, defined, fmt.Sprintf("report%d-%s-", os.Getpid(), t.Name()))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d deployment) open(t *testing.T) *dynamo.Store {
	t.Helper()
	st, err := dynamo.Open(dynamo.Options{Client: d.client, Reactions: d.tables.Reactions, Counters: d.tables.Counters, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// repeat copies the compacted rows of one week to the weeks before it: to record two
// years of forty campaigns message by message takes long, and one week needs as much
// room as another. It knows of the store's rows that the name of a week ends with its
// Monday; if that changes, the messages that are reported are too few.
func (d deployment) repeat(t *testing.T, monday store.Day, weeks int) {
	t.Helper()
	var requests []types.WriteRequest
	pages := dynamodb.NewScanPaginator(d.client, &dynamodb.ScanInput{TableName: &d.tables.Counters})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			cell, _ := item["cell"].(*types.AttributeValueMemberS)
			if cell == nil || !strings.HasSuffix(cell.Value, "|"+string(monday)) {
				continue
			}
			for i := range weeks {
				other := maps.Clone(item)
				other["cell"] = &types.AttributeValueMemberS{Value: strings.TrimSuffix(cell.Value, string(monday)) + string(monday.Add(-7*(i+1)))}
				requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: other}})
			}
		}
	}
	for some := range slices.Chunk(requests, 25) {
		out, err := d.client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{d.tables.Counters: some}})
		if err != nil || len(out.UnprocessedItems) > 0 {
			t.Fatalf("%v, %d not written", err, len(out.UnprocessedItems))
		}
	}
}

// recordAll records rounds side by side, each by a writer of its own, which keeps to
// a shard of its own as long as it meets no other there.
func (d deployment) recordAll(t *testing.T, rounds [][]store.Entry) {
	t.Helper()
	var writers errgroup.Group
	for _, round := range rounds {
		st := d.open(t)
		writers.Go(func() error {
			for some := range slices.Chunk(round, 500) {
				if _, err := st.Record(t.Context(), some); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := writers.Wait(); err != nil {
		t.Fatal(err)
	}
}
