package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"paradox/functions/classify"
	"paradox/functions/intake"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// The size of the pipeline: batches large enough that a commit costs little for
// each message, and two of them under way, one being labelled while the other
// goes to disk.
const (
	batchSize = 500
	workers   = 2
)

// item is a message on its way into the store, or a row that could not be read.
type item struct {
	line   int
	raw    intake.Raw
	refuse *refusal
	row    string // as written, where rejects are to repeat it
}

// refusal is why a row was not taken.
type refusal struct {
	line                int
	field, code, reason string
	row                 string
}

// tally counts what became of rows.
type tally struct {
	Rows       int `json:"rows"`
	Recorded   int `json:"recorded"`
	Duplicates int `json:"duplicates"`
	Erased     int `json:"erased"`     // by their author or a receipt, earlier
	Expired    int `json:"expired"`    // past the retention of their source
	Rejected   int `json:"rejected"`   // refused for any other reason
	Unassigned int `json:"unassigned"` // of those taken: named a campaign that is not registered

	// First and last day, in the report time zone, of what is stored: recorded now or
	// known already. "" where nothing is.
	From store.Day `json:"from,omitempty"`
	To   store.Day `json:"to,omitempty"`
}

func (t *tally) add(u tally) {
	t.Rows += u.Rows
	t.Recorded += u.Recorded
	t.Duplicates += u.Duplicates
	t.Erased += u.Erased
	t.Expired += u.Expired
	t.Rejected += u.Rejected
	t.Unassigned += u.Unassigned
	t.cover(u.From, u.To)
}

func (t *tally) cover(from, to store.Day) {
	if from == "" {
		return
	}
	if t.From == "" || from < t.From {
		t.From = from
	}
	t.To = max(t.To, to)
}

// take leaves what another counted. The days stay those of both.
func (t *tally) take(u tally) {
	t.Rows -= u.Rows
	t.Recorded -= u.Recorded
	t.Duplicates -= u.Duplicates
	t.Erased -= u.Erased
	t.Expired -= u.Expired
	t.Rejected -= u.Rejected
	t.Unassigned -= u.Unassigned
}

// batch is a run of items and, later, what became of them.
type batch struct {
	number  int
	items   []item
	tally   tally
	refused []refusal
	err     error
}

// pipeline takes messages into the store.
type pipeline struct {
	prepare    intake.Preparer
	classifier *classify.Classifier
	campaigns  map[string]bool // registered names
}

func (d *data) pipeline(ctx context.Context) (*pipeline, error) {
	known, err := d.register(ctx)
	if err != nil {
		return nil, err
	}
	return &pipeline{
		prepare:    intake.Preparer{Keys: d.keys, Now: d.now, Retention: known.retention()},
		classifier: d.classifier(), campaigns: known.names(),
	}, nil
}

// run takes the items in and calls done with each batch, in order, when it is
// durable. It stops at the first error; what done has seen is safe.
func (p *pipeline) run(ctx context.Context, items iter.Seq2[item, error], done func(batch) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	todo, made := make(chan batch), make(chan batch, workers)
	var reading error
	go func() {
		defer close(todo)
		reading = cut(ctx, items, todo)
	}()
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for b := range todo {
				p.take(ctx, &b)
				made <- b
			}
		})
	}
	go func() { working.Wait(); close(made) }()

	failed := inOrder(made, func(b batch) error {
		err := b.err
		if err == nil {
			err = done(b)
		}
		if err != nil {
			stop()
		}
		return err
	})
	if failed == nil {
		failed = reading
	}
	return failed
}

// inOrder calls done with the batches by their numbers, until it fails, and
// waits for the rest.
func inOrder(made <-chan batch, done func(batch) error) (failed error) {
	waiting, next := map[int]batch{}, 0
	for b := range made {
		waiting[b.number] = b
		for b, ok := waiting[next]; ok && failed == nil; b, ok = waiting[next] {
			delete(waiting, next)
			next++
			failed = done(b)
		}
	}
	return failed
}

// cut sends the items in batches.
func cut(ctx context.Context, items iter.Seq2[item, error], to chan<- batch) error {
	b := batch{}
	send := func() bool {
		select {
		case to <- b:
			b = batch{number: b.number + 1}
			return true
		case <-ctx.Done():
			return false
		}
	}
	for it, err := range items {
		if err != nil {
			return err
		}
		if b.items = append(b.items, it); len(b.items) == batchSize && !send() {
			return ctx.Err()
		}
	}
	if len(b.items) > 0 && !send() {
		return ctx.Err()
	}
	return nil
}

// take prepares, labels and records a batch.
func (p *pipeline) take(ctx context.Context, b *batch) {
	rs := make([]reaction.Reaction, 0, len(b.items))
	for i := range b.items {
		it := &b.items[i]
		b.tally.Rows++
		if it.refuse != nil {
			b.refuse(*it.refuse)
			continue
		}
		r, err := p.prepare.Prepare(it.raw)
		if refused := (*intake.Refusal)(nil); errors.As(err, &refused) {
			b.refuse(refusal{it.line, refused.Field, string(refused.Code), refused.Reason, it.row})
			continue
		} else if err != nil {
			b.err = fmt.Errorf("line %d: %w", it.line, err)
			return
		}
		if it.raw.Campaign != "" && !p.campaigns[r.Campaign] {
			b.tally.Unassigned++
		}
		rs = append(rs, r)
	}
	b.items = nil // the texts are not needed any more
	if len(rs) == 0 {
		return
	}
	outcomes, err := p.classifier.Record(ctx, rs)
	if err != nil {
		b.err = err
		return
	}
	for i, o := range outcomes {
		if b.count(o); o == store.Recorded || o == store.Duplicate {
			day := store.DayOf(rs[i].Time, p.classifier.Zone)
			b.tally.cover(day, day)
		}
	}
}

func (b *batch) refuse(r refusal) {
	if b.refused = append(b.refused, r); r.code == string(intake.Expired) {
		b.tally.Expired++
		return
	}
	b.tally.Rejected++
}

func (b *batch) count(o store.Outcome) {
	switch o {
	case store.Recorded:
		b.tally.Recorded++
	case store.Duplicate:
		b.tally.Duplicates++
	case store.Erased:
		b.tally.Erased++
	case store.Expired:
		b.tally.Expired++
	}
}
