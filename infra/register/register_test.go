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
	campaigns []store.Campaign
	err       error
	reads     int
}

func (l *list) Campaigns(context.Context) ([]store.Campaign, error) {
	l.reads++
	return l.campaigns, l.err
}

func (l *list) Sources(context.Context) ([]store.Source, error) {
	return []store.Source{{Name: "form"}}, nil
}

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
