package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/boltfile"
	"paradox/infra/groupcommit"
	"paradox/infra/store"
)

var erasures = []byte("erasures") // time ‖ number → erasure

// Ledger is a store.Ledger in a file of its own. It is meant to lie where copies of
// the store's file do not, and is never restored with them.
type Ledger struct {
	file *boltfile.File
	loop *groupcommit.Loop[*bbolt.Tx]
}

var _ store.Ledger = (*Ledger)(nil)

// OpenLedger opens the ledger at path, or makes an empty one that only this user
// may read. The error matches ErrInUse while another program has the file open.
func OpenLedger(path string) (*Ledger, error) {
	file, err := boltfile.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the erasure ledger %s: %w", path, err)
	}
	err = file.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(erasures)
		return err
	})
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("preparing the erasure ledger %s: %w", path, err)
	}
	return &Ledger{file: file, loop: groupcommit.New(file.Update)}, nil
}

// Close waits for the transaction under way and closes the file.
func (l *Ledger) Close() error {
	l.loop.Close()
	return l.file.Close()
}

// Note adds an erasure; it is on disk when Note returns.
func (l *Ledger) Note(ctx context.Context, e store.Erasure) error {
	if err := e.Check(); err != nil {
		return fmt.Errorf("noting an erasure: %w", err)
	}
	v, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encoding an erasure: %w", err)
	}
	err = l.loop.Do(ctx, func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(erasures)
		seq, err := bucket.NextSequence()
		if err != nil {
			return err
		}
		return bucket.Put(binary.BigEndian.AppendUint64(timeKey(e.At), seq), append([]byte{version}, v...))
	})
	if errors.Is(err, groupcommit.ErrClosed) {
		err = ErrClosed
	}
	if err != nil {
		return fmt.Errorf("noting an erasure: %w", err)
	}
	return nil
}

// Erasures yields what was noted at or after since, read in pages.
func (l *Ledger) Erasures(ctx context.Context, since time.Time) iter.Seq2[store.Erasure, error] {
	return func(yield func(store.Erasure, error) bool) {
		for next := timeKey(since); next != nil; {
			page, after, err := l.page(ctx, next)
			if err != nil {
				yield(store.Erasure{}, fmt.Errorf("reading the erasure ledger: %w", err))
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			next = after
		}
	}
}

// page reads some erasures from a key on, and the key to go on with, nil at the end.
func (l *Ledger) page(ctx context.Context, from []byte) (page []store.Erasure, after []byte, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	err = l.file.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(erasures).Cursor()
		k, v := c.Seek(from)
		for ; k != nil && len(page) < pageSize; k, v = c.Next() {
			var e store.Erasure
			if len(v) == 0 || v[0] != version || json.Unmarshal(v[1:], &e) != nil {
				return errors.New("written by another version of this program, or damaged")
			}
			page = append(page, e)
		}
		after = bytes.Clone(k)
		return nil
	})
	if errors.Is(err, boltfile.ErrClosed) {
		err = ErrClosed
	}
	return page, after, err
}
