package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/boltfile"
	"paradox/infra/groupcommit"
	"paradox/infra/store"
)

// ErrInUse is matched when another program has the file open.
var ErrInUse = boltfile.ErrInUse

// ErrClosed is matched by what is called after Close.
var ErrClosed = errors.New("bolt: the store is closed")

// Store is a store.Store in one file.
type Store struct {
	file *boltfile.File
	loop *groupcommit.Loop[*bbolt.Tx]
	now  func() time.Time
}

var _ store.Store = (*Store)(nil)

// Open opens the store at path, or makes an empty one that only this user may
// read. now decides what is past its expiry. The error matches ErrInUse while
// another program has the file open. Close it after use, once no call is running.
func Open(path string, now func() time.Time) (*Store, error) {
	file, err := boltfile.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the store %s: %w", path, err)
	}
	err = file.Update(func(tx *bbolt.Tx) error {
		for _, name := range allBuckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return fmt.Errorf("bucket %s: %w", name, err)
			}
		}
		return nil
	})
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("preparing the store %s: %w", path, err)
	}
	return &Store{file: file, loop: groupcommit.New(file.Update), now: now}, nil
}

// Close waits for the transaction under way and closes the file. Calls after it
// return an error.
func (s *Store) Close() error {
	s.loop.Close()
	return s.file.Close()
}

// update runs fn in a durable transaction that it may share with other calls.
func (s *Store) update(ctx context.Context, fn func(buckets) error) error {
	err := s.loop.Do(ctx, func(tx *bbolt.Tx) error { return fn(buckets{tx}) })
	if errors.Is(err, groupcommit.ErrClosed) {
		return ErrClosed
	}
	return err
}

// view runs fn in a read transaction. What fn keeps it must copy.
func (s *Store) view(ctx context.Context, fn func(buckets) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.file.View(func(tx *bbolt.Tx) error { return fn(buckets{tx}) })
	if errors.Is(err, boltfile.ErrClosed) {
		return ErrClosed
	}
	return err
}

// The buckets by name.
const (
	authored    = "authored"
	alone       = "alone"
	owners      = "owners"
	authors     = "authors"
	counters    = "counters"
	campaigns   = "campaigns"
	sources     = "sources"
	control     = "control"
	claims      = "claims"
	summaries   = "summaries"
	claimExpiry = "claimexpiry"
)

var allBuckets = [...]string{
	authored, alone, owners, authors, counters, summaries, campaigns, sources, control, claims, claimExpiry,
}

// buckets are the store within one transaction.
type buckets struct{ tx *bbolt.Tx }

func (b buckets) in(name string) *bbolt.Bucket { return b.tx.Bucket([]byte(name)) }
