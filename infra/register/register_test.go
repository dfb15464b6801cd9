package register_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"paradox/infra/register"
	"paradox/infra/store"
)

// list is a register that counts how often it is read.
type list struct {
	campaigns      []store.Campaign
	live, building string
	err            error // of the campaigns
	away           error // of the generations
	reads          int
	between        func() // runs before the second of the generations is read
}

func (l *list) Campaigns(context.Context) ([]store.Campaign, error) {
	l.reads++
	return l.campaigns, l.err
}

func (l *list) Sources(context.Context) ([]store.Source, error) {
	return []store.Source{{Name: "form"}}, nil
}

func (l *list) generation(name string) (string, error) {
	if l.between != nil {
		defer l.between()
		l.between = nil
	}
	return name, l.away
}

func (l *list) Generation(context.Context) (string, error) {
	name, err := l.generation(l.live)
	if name == "" && err == nil {
		err = store.ErrNotFound
	}
	return name, err
}

func (l *list) Building(context.Context) (string, error) { return l.generation(l.building) }

func TestCache(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	l := &list{}
	c := register.Cache{From: l, Now: func() time.Time { return now }}
	has := func(name string) bool {
		t.Helper()
		names, err := c.Names(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := names.Sources["form"]; !ok {
			t.Error("the source is not known")
		}
		_, ok := names.Campaigns[name]
		return ok
	}
	if has("autumn") {
		t.Error("a campaign that nobody registered is known")
	}
	l.campaigns = []store.Campaign{{Name: "autumn"}}
	now = now.Add(register.Lifetime - 1)
	if has("autumn") || l.reads != 1 {
		t.Errorf("read %d times within the copy's time", l.reads)
	}
	now = now.Add(1)
	if !has("autumn") || l.reads != 2 {
		t.Errorf("after the copy's time: read %d times", l.reads)
	}
	now, l.err = now.Add(register.Lifetime), errors.New("away")
	if _, err := c.Names(t.Context()); !errors.Is(err, l.err) {
		t.Errorf("error %v", err)
	}
	l.err = nil
	if !has("autumn") {
		t.Error("it does not recover")
	}
}

// The generations live as long as the rest of a copy, and a switch in the middle of
// a reading hides neither of them.
func TestCacheGenerations(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	l := &list{}
	c := register.Cache{From: l, Now: func() time.Time { return now }}
	check := func(when, live, building string) {
		t.Helper()
		names, err := c.Names(t.Context())
		if err != nil || names.Live != live || names.Building != building {
			t.Errorf("%s: live %q, building %q, %v; want %q, %q", when, names.Live, names.Building, err, live, building)
		}
	}
	check("before the first", "", "")
	l.live, l.building = "g", "g#2"
	now = now.Add(register.Lifetime - 1)
	check("within the copy's time", "", "")
	now = now.Add(1)
	check("after it", "g", "g#2")

	now = now.Add(register.Lifetime)
	l.between = func() { l.live, l.building = "g#2", "" }
	check("switched while it was read", "g#2", "g#2")

	now = now.Add(register.Lifetime)
	l.away = errors.New("away")
	if _, err := c.Names(t.Context()); !errors.Is(err, l.away) {
		t.Errorf("error %v, want that of the generations", err)
	}
}
