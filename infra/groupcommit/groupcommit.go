// Package groupcommit lets concurrent writers of an embedded database share
// durable transactions: while one transaction is written to disk, the calls
// that arrive wait together and form the next. A lone writer waits for nothing.
package groupcommit

import (
	"context"
	"errors"
	"sync"
)

// ErrClosed is returned by Do after Close.
var ErrClosed = errors.New("groupcommit: closed")

// maxGroup bounds how many calls one transaction serves, and with it how long
// the first of them waits for the others' work.
const maxGroup = 64

// Loop runs calls in transactions of type Tx. It is safe for concurrent use.
type Loop[Tx any] struct {
	update     func(func(Tx) error) error
	calls      chan call[Tx]
	stop, done chan struct{}
	closing    sync.Once
}

type call[Tx any] struct {
	fn  func(Tx) error
	err chan error
}

// New starts a loop. update runs a function in one transaction, makes it durable
// if the function returns nil and undoes it otherwise.
func New[Tx any](update func(func(Tx) error) error) *Loop[Tx] {
	l := &Loop[Tx]{
		update: update, calls: make(chan call[Tx]),
		stop: make(chan struct{}), done: make(chan struct{}),
	}
	go l.run()
	return l
}

// Do runs fn in a transaction, perhaps with the fns of other calls before and
// after it, and returns when the transaction is durable. fn may run more than
// once and must set its results anew each time. If fn returns an error, that
// error is returned and none of its writes stay; the others' do. ctx is heeded
// until the transaction begins; after that Do returns what became of it.
func (l *Loop[Tx]) Do(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := call[Tx]{fn, make(chan error, 1)}
	select {
	case l.calls <- c:
		return <-c.err
	case <-l.stop:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close waits for the transaction under way, if any, and ends the loop. Calls that
// have not begun get ErrClosed.
func (l *Loop[Tx]) Close() {
	l.closing.Do(func() { close(l.stop) })
	<-l.done
}

func (l *Loop[Tx]) run() {
	defer close(l.done)
	for {
		select {
		case c := <-l.calls:
			l.commit(l.gather(c))
		case <-l.stop:
			return
		}
	}
}

// gather adds to the first call whoever else is waiting.
func (l *Loop[Tx]) gather(first call[Tx]) []call[Tx] {
	group := []call[Tx]{first}
	for len(group) < maxGroup {
		select {
		case c := <-l.calls:
			group = append(group, c)
		default:
			return group
		}
	}
	return group
}

// commit runs the group in one transaction. Where one call fails, each is run on
// its own, so that nobody pays for another's error.
func (l *Loop[Tx]) commit(group []call[Tx]) {
	var failed bool
	err := l.update(func(tx Tx) error {
		for _, c := range group {
			if err := c.fn(tx); err != nil {
				failed = true
				return err
			}
		}
		return nil
	})
	for _, c := range group {
		if failed && len(group) > 1 {
			c.err <- l.update(c.fn)
			continue
		}
		c.err <- err
	}
}
