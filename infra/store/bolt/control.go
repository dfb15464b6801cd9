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

// Keys in the control bucket.
var (
	generationKey = []byte("generation")
	buildingKey   = []byte("building")
)

// Generation returns the live generation's name.
func (s *Store) Generation(ctx context.Context) (string, error) {
	name, err := s.named(ctx, generationKey)
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
	if err := s.switchName(ctx, generationKey, old, new); err != nil {
		return fmt.Errorf("switching the generation from %q to %q: %w", old, new, err)
	}
	return nil
}

// Building returns the generation that is being built, or "".
func (s *Store) Building(ctx context.Context) (string, error) {
	name, err := s.named(ctx, buildingKey)
	if err != nil {
		return "", fmt.Errorf("reading the generation being built: %w", err)
	}
	return name, nil
}

// SetBuilding switches the generation that is being built from old to new.
func (s *Store) SetBuilding(ctx context.Context, old, new string) error {
	if err := s.switchName(ctx, buildingKey, old, new); err != nil {
		return fmt.Errorf("switching the generation being built from %q to %q: %w", old, new, err)
	}
	return nil
}

func (s *Store) named(ctx context.Context, key []byte) (name string, err error) {
	err = s.view(ctx, func(b buckets) error {
		name = string(b.in(control).Get(key))
		return nil
	})
	return name, err
}

// switchName changes a name if it is still the old one.
func (s *Store) switchName(ctx context.Context, key []byte, old, new string) error {
	return s.update(ctx, func(b buckets) error {
		if is := b.in(control).Get(key); string(is) != old {
			return store.ErrConflict
		}
		return b.in(control).Put(key, []byte(new))
	})
}
