package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

var recordCases = []testCase{
	{"round trip", func(e *env) {
		want := full()
		e.recordOne(want, store.Recorded)
		e.reopen()
		stored := []store.Stored{{Entry: want, State: store.Whole}}
		if diff := cmp.Diff(stored, all(e)); diff != "" {
			e.t.Errorf("All (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(stored, ofAuthor(e, want.Reaction.Author)); diff != "" {
			e.t.Errorf("OfAuthor (-want +got):\n%s", diff)
		}
		e.verify(1, 0, 0)
	}},
	{"counts every generation and both campaign rows", func(e *env) {
		x := full()
		e.recordOne(x, store.Recorded)
		want := figures{}
		want.add(x, 1)
		if diff := cmp.Diff(want, countedIn(e.t, e)); diff != "" {
			e.t.Errorf("counters (-want +got):\n%s", diff)
		}
		if len(want) < 20 {
			e.t.Errorf("only %d figures for a full entry", len(want))
		}
	}},
	{"the unclassified are counted as such", func(e *env) {
		x := plain(1, "")
		x.Labels = map[string]label.Result{gen1: {Language: "und", Unclassified: true}}
		e.recordOne(x, store.Recorded)
		for row, err := range e.AllRows(e.ctx) {
			if want := (store.Counts{store.N: 1, store.Unclassified: 1}); err != nil || row.Counts != want {
				e.t.Errorf("row %v, %v; want n and unclassified of 1", row, err)
			}
		}
		e.verify(1, 0, 0)
	}},
	{"a duplicate changes nothing", func(e *env) {
		for i, x := range []store.Entry{plain(1, ""), plain(2, author(1))} {
			e.recordOne(x, store.Recorded)
			before, stored := countedIn(e.t, e), all(e)
			changed := x
			changed.Reaction.Text = "another text"
			changed.Dims.Day = "2026-03-09"
			e.recordOne(changed, store.Duplicate)
			e.record([]store.Entry{x, changed}, store.Duplicate, store.Duplicate)
			if diff := cmp.Diff(before, countedIn(e.t, e)); diff != "" {
				e.t.Errorf("counters moved (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(stored, all(e)); diff != "" {
				e.t.Errorf("reactions changed (-before +after):\n%s", diff)
			}
			e.verify(i+1, 0, 0)
		}
	}},
	{"one id twice in one call is counted once", func(e *env) {
		x, y := plain(1, author(1)), plain(2, "")
		e.record([]store.Entry{x, y, x, y}, store.Recorded, store.Recorded, store.Duplicate, store.Duplicate)
		e.verify(2, 0, 0)
	}},
	{"a message keeps being one when its author appears later", func(e *env) {
		e.recordOne(plain(1, ""), store.Recorded)
		e.recordOne(plain(1, author(1)), store.Duplicate)
		e.verify(1, 0, 0)
	}},
	{"what is past its retention is refused", func(e *env) {
		x := plain(1, author(1))
		x.Reaction.Expires = e.clock.now()
		e.recordOne(x, store.Expired)
		x.Reaction.Expires = time.Time{}
		e.recordOne(x, store.Expired)
		e.verify(0, 0, 0)
		x.Reaction.Expires = e.clock.now().Add(time.Nanosecond)
		e.recordOne(x, store.Recorded)
		e.verify(1, 0, 0)
	}},
	{"outcomes come in order", func(e *env) {
		e.erase(id(3), false)
		over := plain(4, "")
		over.Reaction.Expires = start
		e.record([]store.Entry{plain(1, ""), plain(1, ""), plain(3, ""), over, plain(5, author(1))},
			store.Recorded, store.Duplicate, store.Erased, store.Expired, store.Recorded)
		e.verify(2, 0, 1)
	}},
	{"nothing to record", func(e *env) {
		e.record(nil, []store.Outcome{}...)
		e.verify(0, 0, 0)
	}},
	{"five hundred in one call", func(e *env) {
		es := plains(0, 500, "")
		for i := range es {
			es[i].Reaction.Author = author(i % 7)
			es[i].Reaction.Text = strings.Repeat("ż", i*16)
		}
		e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, 500)...)
		e.reopen()
		e.record(es, slices.Repeat([]store.Outcome{store.Duplicate}, 500)...)
		e.verify(500, 0, 0)
	}},
	{"the longest text", func(e *env) {
		x := plain(1, author(1))
		x.Reaction.Text = strings.Repeat("\x00", reaction.MaxText)
		e.recordOne(x, store.Recorded)
		if got := all(e)[0].Reaction.Text; got != x.Reaction.Text {
			e.t.Errorf("text of %d bytes came back with %d", len(x.Reaction.Text), len(got))
		}
	}},
	{"an invalid entry fails the call before anything is stored", invalidEntries},
	{"a cancelled context records nothing", func(e *env) {
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		if _, err := e.Record(ctx, plains(0, 3, "")); !errors.Is(err, context.Canceled) {
			e.t.Errorf("Record = %v, want context.Canceled", err)
		}
		e.verify(0, 0, 0)
	}},
}

func invalidEntries(e *env) {
	const sentinel = "sentinel-4711"
	breaks := []struct {
		name  string
		spoil func(*store.Entry)
	}{
		{"no id", func(x *store.Entry) { x.Reaction.ID = "" }},
		{"NUL in id", func(x *store.Entry) { x.Reaction.ID += "\x00" }},
		{"NUL in author", func(x *store.Entry) { x.Reaction.Author = sentinel + "\x00" }},
		{"long author", func(x *store.Entry) { x.Reaction.Author = reaction.AuthorKey(strings.Repeat("a", 129)) }},
		{"no campaign", func(x *store.Entry) { x.Dims.Campaign = "" }},
		{"all campaigns", func(x *store.Entry) { x.Dims.Campaign = store.AllCampaigns }},
		{"no day", func(x *store.Entry) { x.Dims.Day = sentinel }},
		{"no channel", func(x *store.Entry) { x.Dims.Channel = "" }},
		{"no language", func(x *store.Entry) { x.Dims.Language = "" }},
		{"NUL in source", func(x *store.Entry) { x.Dims.Source = sentinel + "\x00" }},
		{"no labels", func(x *store.Entry) { x.Labels = nil }},
		{"nameless generation", func(x *store.Entry) { x.Labels = map[string]label.Result{"": results[0]} }},
		{"no sentiment", func(x *store.Entry) { x.Labels = map[string]label.Result{gen1: {Language: "en"}} }},
		{"long text", func(x *store.Entry) { x.Reaction.Text = strings.Repeat("x", reaction.MaxText+1) }},
		{"broken text", func(x *store.Entry) { x.Reaction.Text = sentinel + "\xff" }},
		{"year 10000", func(x *store.Entry) { x.Reaction.Expires = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
	}
	for _, b := range breaks {
		x := plain(2, author(1))
		x.Reaction.Text = sentinel
		b.spoil(&x)
		_, err := e.Record(e.ctx, []store.Entry{plain(1, ""), x})
		if !errors.Is(err, store.ErrInvalid) {
			e.t.Errorf("%s: Record = %v, want ErrInvalid", b.name, err)
			continue
		}
		if strings.Contains(err.Error(), sentinel) {
			e.t.Errorf("%s: the error quotes the entry: %v", b.name, err)
		}
	}
	e.verify(0, 0, 0)
}
