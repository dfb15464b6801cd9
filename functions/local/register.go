package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"paradox/infra/store"
)

// register is what is registered in a store, as messages are judged by it.
type register struct {
	sources   []store.Source
	campaigns []store.Campaign
}

func (d *data) register(ctx context.Context) (r register, err error) {
	if r.sources, err = d.store.Sources(ctx); err != nil {
		return r, fmt.Errorf("reading sources: %w", err)
	}
	if r.campaigns, err = d.store.Campaigns(ctx); err != nil {
		return r, fmt.Errorf("reading campaigns: %w", err)
	}
	return r, nil
}

// source refuses a --source that nobody registered.
func (r register) source(name string) error {
	var all []string
	for _, s := range r.sources {
		if s.Name == name {
			return nil
		}
		all = append(all, s.Name)
	}
	return usage("--source: %q is not registered; the sources are %s. Another is registered with: paradox source add",
		name, strings.Join(all, ", "))
}

// retention says how long a source's texts are kept; 0 for one that is not registered.
func (r register) retention() func(source string) time.Duration {
	of := map[string]time.Duration{}
	for _, s := range r.sources {
		of[s.Name] = s.Retention
	}
	return func(source string) time.Duration { return of[source] }
}

// names are those of the campaigns.
func (r register) names() map[string]bool {
	m := map[string]bool{}
	for _, c := range r.campaigns {
		m[c.Name] = true
	}
	return m
}

// titles are the campaigns' names by what a file may call them: by name and by
// title, in lower case. A name goes before another's title.
func (r register) titles() map[string]string {
	m := map[string]string{}
	for _, c := range r.campaigns {
		m[strings.ToLower(strings.TrimSpace(c.Title))] = c.Name
	}
	for _, c := range r.campaigns {
		m[c.Name] = c.Name
	}
	delete(m, "")
	return m
}

// campaign finds one by its name.
func (r register) campaign(name string) (store.Campaign, bool) {
	i := slices.IndexFunc(r.campaigns, func(c store.Campaign) bool { return c.Name == name })
	if i < 0 {
		return store.Campaign{}, false
	}
	return r.campaigns[i], true
}
