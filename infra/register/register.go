// Package register looks up what the write path needs to know of the control data
// (registered campaigns and sources, the live generation and the one that is being
// built) from a copy that is read again after a short time, so that it is not read
// whole for every message. What was just changed is known when the copy's time is
// over, at the latest.
package register

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"paradox/infra/store"
)

// Form is the source of what people write on the form. Every deployment has it: one
// that wants another retention for it registers a source of this name.
var Form = store.Source{
	Name: "form", Purpose: "feedback on personalised messages, given on the form",
	Basis: "consent", Retention: 365 * 24 * time.Hour,
}

// Reader lists the register. Every store.Control is one.
type Reader interface {
	Campaigns(ctx context.Context) ([]store.Campaign, error)
	Sources(ctx context.Context) ([]store.Source, error)
	Generation(ctx context.Context) (string, error)
	Building(ctx context.Context) (string, error)
}

// Lifetime is how long a copy serves. Whoever changes the control data and must be
// sure that every writer knows waits for so long, and for what was begun before.
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

// Names is the register by name, with the generations that are written. It is not
// to be changed.
type Names struct {
	Campaigns map[string]store.Campaign
	Sources   map[string]store.Source
	Live      string // "" before the first is set
	Building  string // "" while none is built
}

// Names returns the register as it was at most [Lifetime] ago.
func (c *Cache) Names(ctx context.Context) (Names, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Now()
	if now.Before(c.until) {
		return c.copy, nil
	}
	fresh, err := read(ctx, c.From)
	if err != nil {
		return Names{}, err
	}
	// The time counts from before the reading: what was changed since is in no copy
	// that is older than Lifetime.
	c.copy, c.until = fresh, now.Add(Lifetime)
	return c.copy, nil
}

// read reads a copy. What is being built is read before what is live: a switch
// between the two then leaves the new generation in both places, not in none.
func read(ctx context.Context, from Reader) (Names, error) {
	campaigns, err := from.Campaigns(ctx)
	if err != nil {
		return Names{}, fmt.Errorf("reading campaigns: %w", err)
	}
	sources, err := from.Sources(ctx)
	if err != nil {
		return Names{}, fmt.Errorf("reading sources: %w", err)
	}
	building, err := from.Building(ctx)
	if err != nil {
		return Names{}, err
	}
	live, err := from.Generation(ctx)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Names{}, err
	}
	n := Names{
		Campaigns: make(map[string]store.Campaign, len(campaigns)),
		Sources:   make(map[string]store.Source, len(sources)),
		Live:      live, Building: building,
	}
	for _, x := range campaigns {
		n.Campaigns[x.Name] = x
	}
	n.Sources[Form.Name] = Form
	for _, x := range sources {
		n.Sources[x.Name] = x
	}
	return n, nil
}
