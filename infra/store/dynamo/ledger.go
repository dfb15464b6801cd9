package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/store"
)

// Keys of the erasures table. Its lines all lie under one ledger: they are few, and
// are read in the order of their times. A line is its time, then what keeps lines of
// one time apart and in the order in which one program noted them.
const (
	attrLedger = "ledger"
	attrLine   = "line"

	erasureLedger = "erasures"
	lineTime      = "2006-01-02T15:04:05.000000000Z" // sorts as the times do
)

// attrErasure is the attribute of a line that holds the erasure, as JSON.
const attrErasure = "erasure"

// Ledger is a store.Ledger in a table of its own, which is not restored with the
// others. It is safe for concurrent use.
type Ledger struct {
	table string
	calls Store // for its way of calling; has no tables
	noted atomic.Uint64
}

var _ store.Ledger = (*Ledger)(nil)

// NewLedger returns the ledger that lies in a table. It calls nothing: whether the
// table is there shows at the first use.
func NewLedger(client *dynamodb.Client, table string) (*Ledger, error) {
	if client == nil || table == "" {
		return nil, errors.New("opening the erasure ledger: want a DynamoDB client and the name of a table")
	}
	return &Ledger{table: table, calls: Store{db: operationsOf(client), wait: sleep}}, nil
}

// Close makes later calls fail with an error matching ErrClosed.
func (l *Ledger) Close() error { return l.calls.Close() }

// Note adds an erasure; DynamoDB has it in several places when Note returns. All tries
// of one call write the same line.
func (l *Ledger) Note(ctx context.Context, e store.Erasure) error {
	item, err := l.line(e)
	if err != nil {
		return fmt.Errorf("noting an erasure: %w", err)
	}
	if _, err := do(ctx, &l.calls, "PutItem", l.calls.db.PutItem, &dynamodb.PutItemInput{TableName: &l.table, Item: item}); err != nil {
		return fmt.Errorf("noting an erasure: %w", err)
	}
	return nil
}

func (l *Ledger) line(e store.Erasure) (attributes, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if y := e.At.UTC().Year(); y < 1 || y > 9999 {
		return nil, fmt.Errorf("%w: at: want years from 1 to 9999", store.ErrInvalid)
	}
	v, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encoding it: %w", err)
	}
	line := fmt.Sprintf("%s|%016x|%s", e.At.UTC().Format(lineTime), l.noted.Add(1), mark())
	return attributes{attrLedger: text(erasureLedger), attrLine: text(line), attrErasure: text(string(v))}, nil
}

// Erasures yields what was noted at or after since, read in pages.
func (l *Ledger) Erasures(ctx context.Context, since time.Time) iter.Seq2[store.Erasure, error] {
	return func(yield func(store.Erasure, error) bool) {
		in := between(l.table, attrLedger, attrLine, erasureLedger, since.UTC().Format(lineTime), lastKey)
		for items, err := range l.calls.pages(ctx, in) {
			if err != nil {
				yield(store.Erasure{}, fmt.Errorf("reading the erasure ledger: %w", err))
				return
			}
			for _, item := range items {
				var e store.Erasure
				if err := json.Unmarshal([]byte(stringOf(item, attrErasure)), &e); err != nil {
					yield(store.Erasure{}, fmt.Errorf("reading the erasure ledger: line %s: damaged", stringOf(item, attrLine)))
					return
				}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}
