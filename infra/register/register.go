// Package register looks up registered campaigns and sources from a copy that is
// read again after a short time, so that the write path does not read the whole
// register for every message. A name that was just registered is known when
// the copy's time is over, at the latest.
package register

import (
	"context"
	"fmt"
	"sync"
	"time"

	"paradox/infra/store"
)

// Reader lists the register. Every store.Control is one.
type Reader interface {
	Campaigns(ctx context.Context) ([]store.Campaign, error)
	Sources(ctx context.Context) ([]store.Source, error)
}

// Lifetime is how long a copy serves.
const Lifetime = 30 * time.Second

// Cache is a copy of the register. It is safe for concurrent use; From and Now
// must be set and not change afterwards.
type Cache struct {
	From Reader
	Now  func() time.Time

	mu    sync.Mutex
	until time.Time
	copy  Names
}

// Names is the register by name. It is not to be changed.
type Names struct {
	Campaigns map[string]store.Campaign
	Sources   map[string]store.Source
}

// Names returns the register as it was at most [Lifetime] ago.
func (c *Cache) Names(ctx context.Context) (Names, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Now()
	if now.Before(c.until) {
		return c.copy, nil
	}
	campaigns, err := c.From.Campaigns(ctx)
	if err != nil {
		return Names{}, fmt.Errorf("reading campaigns: %w", err)
	}
	sources, err := c.From.Sources(ctx)
	if err != nil {
		return Names{}, fmt.Errorf("reading sources: %w", err)
	}
	c.copy = Names{make(map[string]store.Campaign, len(campaigns)), make(map[string]store.Source, len(sources))}
	for _, x := range campaigns {
		c.copy.Campaigns[x.Name] = x
	}
	for _, x := range sources {
		c.copy.Sources[x.Name] = x
	}
	c.until = now.Add(Lifetime)
	return c.copy, nil
}
