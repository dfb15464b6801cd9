package bolt

import (
	"context"
	"encoding/json"
	"fmt"

	"paradox/infra/store"
)

// PutCampaign stores c in place of the campaign of that name, if any.
func (s *Store) PutCampaign(ctx context.Context, c store.Campaign) error {
	if err := c.Check(); err != nil {
		return fmt.Errorf("storing a campaign: %w: %w", store.ErrInvalid, err)
	}
	return s.put(ctx, campaigns, c.Name, c)
}

// Campaigns returns the campaigns by name.
func (s *Store) Campaigns(ctx context.Context) ([]store.Campaign, error) {
	return list[store.Campaign](ctx, s, campaigns)
}

// PutSource stores src in place of the source of that name, if any.
func (s *Store) PutSource(ctx context.Context, src store.Source) error {
	if err := src.Check(); err != nil {
		return fmt.Errorf("storing a source: %w: %w", store.ErrInvalid, err)
	}
	return s.put(ctx, sources, src.Name, src)
}

// Sources returns the sources by name.
func (s *Store) Sources(ctx context.Context) ([]store.Source, error) {
	return list[store.Source](ctx, s, sources)
}

func (s *Store) put(ctx context.Context, bucket, name string, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding %s %q: %w", bucket, name, err)
	}
	err = s.update(ctx, func(b buckets) error { return b.in(bucket).Put([]byte(name), value) })
	if err != nil {
		return fmt.Errorf("storing %s %q: %w", bucket, name, err)
	}
	return nil
}

// list reads a whole register; they are small.
func list[T any](ctx context.Context, s *Store, bucket string) ([]T, error) {
	var all []T
	err := s.view(ctx, func(b buckets) error {
		return b.in(bucket).ForEach(func(k, v []byte) error {
			var one T
			if err := json.Unmarshal(v, &one); err != nil {
				return fmt.Errorf("%q: damaged: %w", k, err)
			}
			all = append(all, one)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", bucket, err)
	}
	return all, nil
}

var generationKey = []byte("generation")

// Generation returns the live generation's name.
func (s *Store) Generation(ctx context.Context) (string, error) {
	var name string
	err := s.view(ctx, func(b buckets) error {
		name = string(b.in(control).Get(generationKey))
		return nil
	})
	if err == nil && name == "" {
		err = store.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("reading the live generation: %w", err)
	}
	return name, nil
}

// SetGeneration switches the live generation from old to new.
func (s *Store) SetGeneration(ctx context.Context, old, new string) error {
	if new == "" {
		return fmt.Errorf("switching the generation: %w: new: empty", store.ErrInvalid)
	}
	err := s.update(ctx, func(b buckets) error {
		if live := b.in(control).Get(generationKey); string(live) != old {
			return store.ErrConflict
		}
		return b.in(control).Put(generationKey, []byte(new))
	})
	if err != nil {
		return fmt.Errorf("switching the generation from %q to %q: %w", old, new, err)
	}
	return nil
}
