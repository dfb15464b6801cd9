package bolt

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Record stores and counts all entries in one transaction. An invalid entry
// fails the call, with an error matching store.ErrInvalid, before anything is
// written.
func (s *Store) Record(ctx context.Context, es []store.Entry) ([]store.Outcome, error) {
	values := make([][]byte, len(es)) // encoded here, so that writers do it side by side
	for i, e := range es {
		err := e.Check()
		if err == nil {
			values[i], err = encodeWhole(e)
		}
		if err != nil {
			return nil, fmt.Errorf("recording entry %d of %d: %w", i+1, len(es), err)
		}
	}
	outcomes := make([]store.Outcome, len(es))
	err := s.update(ctx, func(b buckets) error {
		now, moved := s.now(), deltas{}
		for i, e := range es {
			var err error
			if outcomes[i], err = b.record(e, values[i], now); err != nil {
				return err
			}
			if outcomes[i] == store.Recorded {
				moved.add(e)
			}
		}
		return b.move(moved)
	})
	if err != nil {
		return nil, fmt.Errorf("recording %d entries: %w", len(es), err)
	}
	return outcomes, nil
}

// record stores one entry unless there is a reason against it.
func (b buckets) record(e store.Entry, value []byte, now time.Time) (store.Outcome, error) {
	r := e.Reaction
	if at := b.find(r.ID); at.value != nil {
		if at.value[1] == tombstone {
			return store.Erased, nil
		}
		return store.Duplicate, nil
	}
	erased, err := b.authorErased(r)
	if err != nil {
		return 0, err
	}
	if erased {
		return store.Erased, nil
	}
	if !r.Expires.After(now) {
		return store.Expired, nil
	}
	return store.Recorded, b.put(r, value)
}

// put stores a whole reaction with what finds it again.
func (b buckets) put(r reaction.Reaction, value []byte) error {
	if r.Author == "" {
		return b.putAlone(r.ID, value)
	}
	if err := b.in(owners).Put([]byte(r.ID), []byte(r.Author)); err != nil {
		return fmt.Errorf("noting the author of %s: %w", r.ID, err)
	}
	if err := b.in(authored).Put(authoredKey(r.Author, r.ID), value); err != nil {
		return fmt.Errorf("storing %s: %w", r.ID, err)
	}
	return nil
}

func (b buckets) putAlone(id reaction.ID, value []byte) error {
	if err := b.in(alone).Put([]byte(id), value); err != nil {
		return fmt.Errorf("storing %s: %w", id, err)
	}
	return nil
}

// place is where an id lies; value is nil where it lies nowhere.
type place struct {
	bucket     *bbolt.Bucket
	key, value []byte
}

// find looks an id up, under its author or alone.
func (b buckets) find(id reaction.ID) place {
	at := place{bucket: b.in(alone), key: []byte(id)}
	if author := b.in(owners).Get([]byte(id)); author != nil {
		at = place{bucket: b.in(authored), key: authoredKey(reaction.AuthorKey(author), id)}
	}
	at.value = at.bucket.Get(at.key)
	return at
}

// remove takes a whole reaction away, with what finds it.
func (b buckets) remove(r reaction.Reaction, at place) error {
	if err := at.bucket.Delete(at.key); err != nil {
		return fmt.Errorf("removing %s: %w", r.ID, err)
	}
	if err := b.in(owners).Delete([]byte(r.ID)); err != nil {
		return fmt.Errorf("removing the author of %s: %w", r.ID, err)
	}
	return b.noteFreed()
}

// authorRow is what stops an author's messages.
type authorRow struct {
	ErasedBefore time.Time `json:"erased_before"`
	Objection    bool      `json:"objection,omitempty"`
}

// stops reports whether it stops one of them.
func (a authorRow) stops(r reaction.Reaction) bool {
	return a.Objection || !r.Time.After(a.ErasedBefore)
}

func (b buckets) author(key reaction.AuthorKey) (row authorRow, known bool, err error) {
	v := b.in(authors).Get([]byte(key))
	if v == nil {
		return authorRow{}, false, nil
	}
	if err := json.Unmarshal(v, &row); err != nil {
		return authorRow{}, false, fmt.Errorf("author %s: damaged row: %w", key, err)
	}
	return row, true, nil
}

// authorErased reports whether r's author was erased at or after its time.
func (b buckets) authorErased(r reaction.Reaction) (bool, error) {
	if r.Author == "" {
		return false, nil
	}
	row, known, err := b.author(r.Author)
	return known && row.stops(r), err
}
