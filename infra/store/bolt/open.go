package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"paradox/infra/groupcommit"
	"paradox/infra/store"
)

// ErrInUse is matched when another program has the file open.
var ErrInUse = errors.New("in use by another program; stop it first")

// ErrClosed is matched by what is called after Close.
var ErrClosed = errors.New("bolt: the store is closed")

// lockWait is how long Open waits for a program that is just ending.
const lockWait = 300 * time.Millisecond

// Store is a store.Store in one file.
type Store struct {
	db   *bbolt.DB
	loop *groupcommit.Loop[*bbolt.Tx]
	now  func() time.Time
}

var _ store.Store = (*Store)(nil)

// Open opens the store at path, or makes an empty one that only this user may
// read. now decides what is past its expiry. The error matches ErrInUse while
// another program has the file open. Close it after use, once no call is running.
func Open(path string, now func() time.Time) (*Store, error) {
	db, err := openFile(path)
	if err != nil {
		return nil, fmt.Errorf("opening the store %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range allBuckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return fmt.Errorf("bucket %s: %w", name, err)
			}
		}
		return nil
	})
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("preparing the store %s: %w", path, err)
	}
	return &Store{db: db, loop: groupcommit.New(db.Update), now: now}, nil
}

// openFile opens and locks the file. Should the file at path have been replaced
// (by Compact) between opening and locking it, it is in use too.
func openFile(path string) (*bbolt.DB, error) {
	var file *os.File
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:      lockWait,
		FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, err
	}
	opened, err1 := file.Stat()
	there, err2 := os.Stat(path)
	if err := errors.Join(err1, err2); err != nil {
		db.Close()
		return nil, err
	}
	if !os.SameFile(opened, there) {
		db.Close()
		return nil, ErrInUse
	}
	return db, nil
}

// Close waits for the transaction under way and closes the file. Calls after it
// return an error.
func (s *Store) Close() error {
	s.loop.Close()
	return s.db.Close()
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
	err := s.db.View(func(tx *bbolt.Tx) error { return fn(buckets{tx}) })
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
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
	expiry      = "expiry"
	counters    = "counters"
	campaigns   = "campaigns"
	sources     = "sources"
	control     = "control"
	claims      = "claims"
	claimExpiry = "claimexpiry"
)

var allBuckets = [...]string{
	authored, alone, owners, authors, expiry, counters, campaigns, sources, control, claims, claimExpiry,
}

// buckets are the store within one transaction.
type buckets struct{ tx *bbolt.Tx }

func (b buckets) in(name string) *bbolt.Bucket { return b.tx.Bucket([]byte(name)) }
