package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// ErrClosed is matched by what is called after Close.
var ErrClosed = errors.New("dynamo: the store is closed")

// DefaultShards is how many doubles a counter row has unless Options say otherwise.
const DefaultShards = 4

// Options say where a store lies. Client, Reactions and Counters are needed.
type Options struct {
	Client    *dynamodb.Client
	Reactions string // table names
	Counters  string
	Now       func() time.Time // decides what is past its expiry; time.Now if nil

	// Shards is how many doubles each counter row has: DefaultShards if zero. It may
	// grow from one opening to the next, but not shrink: readers would miss the rest.
	Shards int

	// Wait waits between two tries, or returns ctx's error if that ends first. Nil
	// stands for a timer.
	Wait func(ctx context.Context, d time.Duration) error

	// Observe, if set, is told of every piece of work when it is over. It is called
	// by many goroutines at once. Units are only counted where it is set.
	Observe func(Call)
}

// Store is a store.Store in two DynamoDB tables. It is safe for concurrent use.
type Store struct {
	db                  operations
	reactions, counters string
	now                 func() time.Time
	shards, home        int
	wait                func(context.Context, time.Duration) error
	observe             func(Call)
	closed              atomic.Bool
}

// Open returns the store that lies in the tables of o. It calls nothing: whether the
// tables are there shows at the first use.
func Open(o Options) (*Store, error) {
	switch {
	case o.Client == nil:
		return nil, errors.New("opening the store: no DynamoDB client")
	case o.Reactions == "" || o.Counters == "" || o.Reactions == o.Counters:
		return nil, errors.New("opening the store: want the names of two tables, reactions and counters")
	case o.Shards < 0:
		return nil, fmt.Errorf("opening the store: %d shards", o.Shards)
	}
	s := &Store{
		db: operationsOf(o.Client), reactions: o.Reactions, counters: o.Counters,
		now: o.Now, shards: o.Shards, wait: o.Wait, observe: o.Observe,
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.shards == 0 {
		s.shards = DefaultShards
	}
	if s.wait == nil {
		s.wait = sleep
	}
	s.home = rand.IntN(s.shards) // writers spread without knowing of each other
	return s, nil
}

// Close makes later calls fail with an error matching ErrClosed. The client is the
// caller's and stays usable.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
