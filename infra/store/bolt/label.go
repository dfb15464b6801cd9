package bolt

import (
	"context"
	"fmt"
	"slices"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Label gives reactions a label of a further generation, in transactions of some
// hundred.
func (s *Store) Label(ctx context.Context, generation string, ls ...store.Labelled) (int, error) {
	for i, l := range ls {
		err := store.CheckLabel(generation, l.Result)
		if err == nil {
			err = store.CheckID(l.ID)
		}
		if err != nil {
			return 0, fmt.Errorf("label %d of %d: %w", i+1, len(ls), err)
		}
	}
	total := 0
	for some := range slices.Chunk(ls, pageSize) {
		n, err := s.relabel(ctx, len(some), func(b buckets, i int, moved deltas) (bool, error) {
			return b.label(generation, some[i], moved)
		})
		if total += n; err != nil {
			return total, fmt.Errorf("labelling under %q: %w", generation, err)
		}
	}
	return total, nil
}

// Unlabel takes the label of a generation away, in transactions of some hundred.
func (s *Store) Unlabel(ctx context.Context, generation string, ids ...reaction.ID) (int, error) {
	total := 0
	for some := range slices.Chunk(ids, pageSize) {
		n, err := s.relabel(ctx, len(some), func(b buckets, i int, moved deltas) (bool, error) {
			return b.unlabel(generation, some[i], moved)
		})
		if total += n; err != nil {
			return total, fmt.Errorf("taking labels of %q away: %w", generation, err)
		}
	}
	return total, nil
}

// relabel does step for 0 to n-1 in one transaction with what the counters move by,
// and returns how many reported a change.
func (s *Store) relabel(ctx context.Context, n int, step func(b buckets, i int, moved deltas) (bool, error)) (int, error) {
	changed := 0
	err := s.update(ctx, func(b buckets) error {
		moved := deltas{}
		changed = 0
		for i := range n {
			did, err := step(b, i, moved)
			if err != nil {
				return err
			}
			if did {
				changed++
			}
		}
		return b.move(moved)
	})
	if err != nil {
		return 0, err
	}
	return changed, nil
}

func (b buckets) label(generation string, l store.Labelled, moved deltas) (bool, error) {
	at, st, err := b.labelled(l.ID)
	if _, has := st.Labels[generation]; err != nil || at.value == nil || has {
		return false, err
	}
	if st.State == store.Stub {
		l.Result = store.WithoutSpans(l.Result)
	}
	st.Labels[generation] = l.Result
	moved.addLabel(st.Entry, generation)
	return true, b.putBack(at, st)
}

func (b buckets) unlabel(generation string, id reaction.ID, moved deltas) (bool, error) {
	at, st, err := b.labelled(id)
	if _, has := st.Labels[generation]; err != nil || at.value == nil || !has {
		return false, err
	}
	moved.subLabel(st.Entry, generation)
	delete(st.Labels, generation)
	return true, b.putBack(at, st)
}

// labelled looks up what can have labels; the place's value is nil for a tombstone
// and for what is not there.
func (b buckets) labelled(id reaction.ID) (place, store.Stored, error) {
	at := b.find(id)
	if at.value == nil {
		return at, store.Stored{}, nil
	}
	st, err := decode(id, at.value)
	if st.State == store.Tombstone {
		at.value = nil
	}
	return at, st, err
}

// putBack stores st where it was.
func (b buckets) putBack(at place, st store.Stored) error {
	encode := encodeWhole
	if st.State == store.Stub {
		encode = encodeStub
	}
	value, err := encode(st.Entry)
	if err != nil {
		return err
	}
	if err := at.bucket.Put(at.key, value); err != nil {
		return fmt.Errorf("storing %s: %w", st.Reaction.ID, err)
	}
	return nil
}
