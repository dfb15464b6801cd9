package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// pageSize is how many rows a transaction of a long operation handles, and how
// many an iterator reads at once.
const pageSize = 500

// Erase turns a reaction into a tombstone.
func (s *Store) Erase(ctx context.Context, id reaction.ID) (bool, error) {
	if err := store.CheckID(id); err != nil {
		return false, fmt.Errorf("erasing: %w", err)
	}
	var found bool
	err := s.update(ctx, func(b buckets) (err error) {
		moved := deltas{}
		if found, err = b.erase(id, moved); err != nil {
			return err
		}
		return b.move(moved)
	})
	if err != nil {
		return false, fmt.Errorf("erasing %s: %w", id, err)
	}
	return found, nil
}

// erase leaves a tombstone under the id alone and notes in moved what is no
// longer to be counted.
func (b buckets) erase(id reaction.ID, moved deltas) (bool, error) {
	at := b.find(id)
	if at.value == nil {
		return false, b.putAlone(id, tombstoneValue)
	}
	st, err := decode(id, at.value)
	if err != nil || st.State == store.Tombstone {
		return false, err
	}
	if st.State == store.Whole {
		if err := b.remove(st.Reaction, at); err != nil {
			return false, err
		}
	}
	moved.sub(st.Entry)
	return true, b.putAlone(id, tombstoneValue)
}

// EraseAuthor first notes what is refused of the author, then turns what is stored of
// that into tombstones, in transactions of some hundred. If it fails in between, the
// same call again completes it.
func (s *Store) EraseAuthor(ctx context.Context, author reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	if err := store.CheckAuthor(author); err != nil {
		return 0, fmt.Errorf("erasing an author: %w", err)
	}
	order := authorRow{ErasedBefore: until.UTC(), Objection: objection}
	total := 0
	for next := authorPrefix(author); next != nil; {
		n, after := 0, []byte(nil)
		err := s.update(ctx, func(b buckets) (err error) {
			if err := b.stopAuthor(author, order); err != nil {
				return err
			}
			n, after, err = b.eraseSome(author, order, next)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("erasing author %s: %w", author, err)
		}
		total, next = total+n, after
	}
	return total, nil
}

// stopAuthor widens what is refused of an author; it never narrows it.
func (b buckets) stopAuthor(key reaction.AuthorKey, order authorRow) error {
	row, _, err := b.author(key)
	if err != nil {
		return err
	}
	if order.ErasedBefore.After(row.ErasedBefore) {
		row.ErasedBefore = order.ErasedBefore
	}
	row.Objection = row.Objection || order.Objection
	v, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encoding the author's row: %w", err)
	}
	return b.in(authors).Put([]byte(key), v)
}

// eraseSome looks at up to a page of an author's reactions from a key on, erases what
// the order stops, and returns how many and the key to go on with, nil at the end.
func (b buckets) eraseSome(author reaction.AuthorKey, order authorRow, from []byte) (n int, after []byte, err error) {
	prefix := authorPrefix(author)
	var ids []reaction.ID
	c := b.in(authored).Cursor()
	k, v := c.Seek(from)
	for seen := 0; bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if seen++; seen > pageSize {
			after = bytes.Clone(k)
			break
		}
		id := reaction.ID(k[len(prefix):])
		st, err := decode(id, v)
		if err != nil {
			return 0, nil, err
		}
		if order.stops(st.Reaction) {
			ids = append(ids, id)
		}
	}
	moved := deltas{}
	for _, id := range ids {
		if _, err := b.erase(id, moved); err != nil {
			return 0, nil, err
		}
	}
	return len(ids), after, b.move(moved)
}
