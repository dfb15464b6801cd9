package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// session is a store in use by a program that repeats what fails and that may die.
type session struct {
	ctx   context.Context
	open  Reopen
	clock *clock
	tries int

	mu    sync.RWMutex // held for writing while the store is opened again
	store store.Store
	life  int
}

// reopen closes the store, if there is one, and opens it again.
func (s *session) reopen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			return fmt.Errorf("closing the store: %w", err)
		}
	}
	return s.begin()
}

// revive opens the store again after the death of that life, once for all who saw it.
func (s *session) revive(life int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life != life {
		return nil
	}
	s.store.Close() // what a dead program closes says nothing
	return s.begin()
}

func (s *session) begin() error {
	var err error
	for range s.tries {
		if s.store, err = s.open(s.clock.now); err == nil {
			s.life++
			return nil
		}
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
	}
	return fmt.Errorf("opening the store: %w", err)
}

// call does f until it succeeds, as a caller would, and reports whether a try before
// failed, so that a part may have been done by it. An engine that never succeeds
// breaks the invariant that rests on the call.
func (s *session) call(name string, invariant int, f func(store.Store) error) (doubt bool, err error) {
	for try := range s.tries {
		s.mu.RLock()
		life := s.life
		err = f(s.store)
		s.mu.RUnlock()
		var v *Violation
		switch {
		case err == nil:
			return try > 0, nil
		case s.ctx.Err() != nil:
			return true, s.ctx.Err()
		case errors.As(err, &v):
			return true, err
		case errors.Is(err, store.ErrInvalid):
			return true, &Violation{Invariant: invariant, What: name + " is refused", Err: err}
		case errors.Is(err, ErrDied):
			if err := s.revive(life); err != nil {
				return true, err
			}
		}
	}
	return true, &Violation{Invariant: invariant, What: fmt.Sprintf("%s failed %d times", name, s.tries), Err: err}
}

// done is an operation that was acknowledged, with what the store returned.
type done struct {
	op
	outcomes []store.Outcome
	n        int  // how many were turned, labelled, erased
	doubt    bool // a try before failed: some of it may have been done by that
}

// do carries out one operation.
func (s *session) do(o op) (done, error) {
	got := done{op: o}
	var err error
	switch o.kind {
	case recording:
		got.outcomes, got.doubt, err = s.record(o.entries)
	case erasing:
		got.doubt, err = s.call("Erase", 3, func(st store.Store) error {
			there, err := st.Erase(s.ctx, o.ids[0])
			if got.n = 0; there {
				got.n = 1
			}
			return err
		})
	case erasingAuthor:
		got.doubt, err = s.call("EraseAuthor", 3, func(st store.Store) (err error) {
			got.n, err = st.EraseAuthor(s.ctx, o.author, o.until, o.objection)
			return err
		})
	case sweeping:
		err = s.sweep(&got)
	case labelling:
		got.doubt, err = s.call("Label", 6, func(st store.Store) (err error) {
			got.n, err = st.Label(s.ctx, o.generation, o.labels...)
			return err
		})
	case unlabelling:
		got.doubt, err = s.call("Unlabel", 1, func(st store.Store) (err error) {
			got.n, err = st.Unlabel(s.ctx, o.generation, o.ids...)
			return err
		})
	case compacting:
		got.doubt, err = s.call("Compact", 1, func(st store.Store) error {
			_, err := st.Compact(s.ctx, o.generation, o.before)
			return err
		})
	}
	return got, err
}

// record gives a batch to the store. After a death it comes back in two parts, as
// it would from a queue: in order, so that of equal ids the first stays the first.
func (s *session) record(es []store.Entry) (outcomes []store.Outcome, doubt bool, err error) {
	todo := [][]store.Entry{es}
	doubt, err = s.call("Record", 6, func(st store.Store) error {
		for len(todo) > 0 {
			got, err := st.Record(s.ctx, todo[0])
			if err != nil {
				if n := len(todo[0]); n > 1 && errors.Is(err, ErrDied) {
					todo = append([][]store.Entry{todo[0][:n/2], todo[0][n/2:]}, todo[1:]...)
				}
				return err
			}
			if len(got) != len(todo[0]) {
				return &Violation{Invariant: 6, What: fmt.Sprintf("%d outcomes for %d entries", len(got), len(todo[0]))}
			}
			outcomes, todo = append(outcomes, got...), todo[1:]
		}
		return nil
	})
	return outcomes, doubt, err
}

// sweep scans for what is overdue and expires it, together with the operation's own
// ids, which it has to pass over.
func (s *session) sweep(got *done) error {
	var ids []reaction.ID
	_, err := s.call("Scan", 0, func(st store.Store) error {
		ids = ids[:0]
		for page, err := range st.Scan(s.ctx, store.Segment{Of: 1}) {
			if err != nil {
				return err
			}
			ids = append(ids, page.Overdue...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	got.ids = slices.Concat(ids, got.ids)
	got.doubt, err = s.call("Expire", 4, func(st store.Store) (err error) {
		got.n, err = st.Expire(s.ctx, s.clock.now(), got.ids...)
		return err
	})
	return err
}
