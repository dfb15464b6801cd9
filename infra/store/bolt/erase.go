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

// EraseAuthor first notes that the author is erased, then turns the author's
// reactions into tombstones, in transactions of some hundred. If it fails in
// between, the same call again completes it.
func (s *Store) EraseAuthor(ctx context.Context, author reaction.AuthorKey, until time.Time, objection bool) (int, error) {
	if err := store.CheckAuthor(author); err != nil {
		return 0, fmt.Errorf("erasing an author: %w", err)
	}
	total := 0
	for {
		n := 0
		err := s.update(ctx, func(b buckets) (err error) {
			if err := b.stopAuthor(author, until, objection); err != nil {
				return err
			}
			n, err = b.eraseSome(author)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("erasing author %s: %w", author, err)
		}
		if total += n; n < pageSize {
			return total, nil
		}
	}
}

// stopAuthor widens what is refused of an author; it never narrows it.
func (b buckets) stopAuthor(key reaction.AuthorKey, until time.Time, objection bool) error {
	row, _, err := b.author(key)
	if err != nil {
		return err
	}
	if until = until.UTC(); until.After(row.ErasedBefore) {
		row.ErasedBefore = until
	}
	row.Objection = row.Objection || objection
	v, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encoding the author's row: %w", err)
	}
	return b.in(authors).Put([]byte(key), v)
}

// eraseSome erases up to a page of an author's reactions.
func (b buckets) eraseSome(author reaction.AuthorKey) (int, error) {
	prefix := authorPrefix(author)
	var ids []reaction.ID
	c := b.in(authored).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(ids) < pageSize; k, _ = c.Next() {
		ids = append(ids, reaction.ID(k[len(prefix):]))
	}
	moved := deltas{}
	for _, id := range ids {
		if _, err := b.erase(id, moved); err != nil {
			return 0, err
		}
	}
	return len(ids), b.move(moved)
}
