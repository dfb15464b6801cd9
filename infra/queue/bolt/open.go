package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/boltfile"
	"paradox/infra/groupcommit"
	"paradox/infra/queue"
)

// ErrInUse is matched when another program has the file open.
var ErrInUse = boltfile.ErrInUse

// ErrClosed is matched by what is called, or is still waiting, when the queue is closed.
var ErrClosed = errors.New("bolt: the queue is closed")

// Options say how a queue behaves.
type Options struct {
	Visibility time.Duration    // how long a delivery is held; required
	Now        func() time.Time // required
}

// Depth is how many messages are where.
type Depth struct {
	Visible     int // waiting to be received
	InFlight    int // held by a consumer, or put back with a wait
	Quarantined int // put aside
}

// Queue is a queue.Queue in one file.
type Queue struct {
	file *boltfile.File
	loop *groupcommit.Loop[*bbolt.Tx]
	o    Options

	mu     sync.Mutex
	list   list          // what is where; guarded by mu
	change chan struct{} // closed and replaced whenever more becomes visible, or the queue closes; guarded by mu
	closed bool          // guarded by mu
	freed  bool          // a message was removed since the file was last rewritten; guarded by mu
}

var _ queue.Queue = (*Queue)(nil)

// Open opens the queue at path, or makes an empty one that only this user may
// read. The error matches ErrInUse while another program has the file open.
func Open(path string, o Options) (*Queue, error) {
	if o.Visibility <= 0 || o.Now == nil {
		return nil, fmt.Errorf("opening the queue %s: visibility and clock must be set", path)
	}
	file, err := boltfile.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the queue %s: %w", path, err)
	}
	// What an earlier program removed is not known: freed until proved otherwise.
	q := &Queue{file: file, o: o, list: newList(), change: make(chan struct{}), freed: true}
	if err := file.Update(q.load); err != nil {
		file.Close()
		return nil, fmt.Errorf("reading the queue %s: %w", path, err)
	}
	q.loop = groupcommit.New(file.Update)
	return q, nil
}

// load makes the buckets and lists what they hold, all of it visible.
func (q *Queue) load(tx *bbolt.Tx) error {
	for _, name := range [...][]byte{messages, tallies, quarantine} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	q.list.quarantined = tx.Bucket(quarantine).Stats().KeyN
	return tx.Bucket(messages).ForEach(func(k, v []byte) error {
		m, err := decodeMessage(v)
		if err != nil {
			return err
		}
		it := &item{seq: binary.BigEndian.Uint64(k), group: m.group}
		if t := tx.Bucket(tallies).Get(k); t != nil {
			it.received = int(binary.BigEndian.Uint32(t))
		}
		q.list.add(it)
		return nil
	})
}

// Close wakes those who wait in Receive, waits for the transaction under way and
// closes the file.
func (q *Queue) Close() error {
	q.mu.Lock()
	q.closed = true
	q.wake()
	q.mu.Unlock()
	q.loop.Close()
	return q.file.Close()
}

// Scrub rewrites the file if a message may have been removed from it since the
// last time, so that its bytes are gone too, and reports whether it did. Other
// calls wait while it does; see boltfile.File.Compact.
func (q *Queue) Scrub() (bool, error) {
	q.mu.Lock()
	due := q.freed
	q.freed = false
	q.mu.Unlock()
	if !due {
		return false, nil
	}
	if err := q.file.Compact(); err != nil {
		q.mu.Lock()
		q.freed = true
		q.mu.Unlock()
		return false, fmt.Errorf("scrubbing the queue: %w", err)
	}
	return true, nil
}

// Depth counts the messages.
func (q *Queue) Depth() Depth {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list.release(q.o.Now())
	return q.list.depth()
}

// wake lets every waiting Receive look again. q.mu is held.
func (q *Queue) wake() {
	close(q.change)
	q.change = make(chan struct{})
}

// update runs fn in a durable transaction that it may share with other calls.
func (q *Queue) update(ctx context.Context, fn func(*bbolt.Tx) error) error {
	err := q.loop.Do(ctx, fn)
	if errors.Is(err, groupcommit.ErrClosed) {
		return ErrClosed
	}
	return err
}
