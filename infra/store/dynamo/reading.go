package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"paradox/infra/store"
)

const (
	readTries = 12                     // before a reader gives up beside a compaction
	readWait  = 100 * time.Millisecond // at most, between two
)

// reading is what was read of a generation's counters: rows shard by shard, and weeks.
type reading struct {
	rows  map[store.Day][]store.Row // by the Monday before them
	weeks map[store.Day][]packed
}

// packed is a week as it is stored.
type packed struct {
	week
	content []byte
}

// read reads what q asks for, between two folds.
func (s *Store) read(ctx context.Context, q store.Query, scopes []string) (reading, error) {
	var err error
	for try := range readTries {
		if try > 0 {
			if err := s.wait(ctx, rand.N(readWait)); err != nil {
				return reading{}, err
			}
		}
		var r reading
		if r, err = s.readOnce(ctx, q, scopes); err == nil || !errors.Is(err, errFolding) {
			return r, err
		}
	}
	return reading{}, fmt.Errorf("%w: tried %d times: %w", store.ErrConflict, readTries, err)
}

func (s *Store) readOnce(ctx context.Context, q store.Query, scopes []string) (reading, error) {
	e, err := s.settle(ctx, q.Generation)
	if err != nil {
		return reading{}, err
	}
	r := reading{rows: map[store.Day][]store.Row{}, weeks: map[store.Day][]packed{}}
	live := make([][]liveRow, len(scopes))
	var weeks []packed
	g, gctx := errgroup.WithContext(ctx)
	for i, scope := range scopes {
		g.Go(func() (err error) {
			live[i], err = s.liveRows(gctx, scope, q)
			return err
		})
	}
	g.Go(func() (err error) {
		weeks, err = s.weeks(gctx, q)
		return err
	})
	if err := g.Wait(); err != nil {
		return reading{}, err
	}
	for _, row := range slices.Concat(live...) {
		monday := row.Key.Day.Monday()
		r.rows[monday] = append(r.rows[monday], row.Row)
	}
	for _, w := range weeks {
		r.weeks[w.monday] = append(r.weeks[w.monday], w)
	}
	return r, s.unmoved(ctx, q.Generation, e)
}

// yield adds up what was read, week by week, and reports whether more is wanted.
func (r reading) yield(q store.Query, yield func(store.Row, error) bool) bool {
	mondays := map[store.Day]bool{}
	for m := range r.rows {
		mondays[m] = true
	}
	for m := range r.weeks {
		mondays[m] = true
	}
	for _, monday := range slices.Sorted(maps.Keys(mondays)) {
		rows, err := r.sum(monday)
		if err != nil {
			yield(store.Row{}, fmt.Errorf("reading counter rows: %w", err))
			return false
		}
		for _, row := range rows {
			if row.Key.Day >= q.From && row.Key.Day <= q.To && !yield(row, nil) {
				return false
			}
		}
	}
	return true
}

// sum adds up what lies in a week.
func (r reading) sum(monday store.Day) ([]store.Row, error) {
	total := sums{}
	for _, row := range r.rows[monday] {
		total.add(row)
	}
	for _, w := range r.weeks[monday] {
		rows, err := w.decode(w.content)
		if err != nil {
			return nil, fmt.Errorf("week %s of %s in %s: %w", w.monday, w.campaign, w.generation, err)
		}
		for _, row := range rows {
			total.add(row)
		}
	}
	return total.rows(), nil
}

// sums are rows added up by their keys.
type sums map[store.RowKey]*store.Counts

func (s sums) add(r store.Row) {
	if s[r.Key] == nil {
		s[r.Key] = new(store.Counts)
	}
	s[r.Key].Add(r.Counts)
}

// rows are the sums by day, without those that come to nothing.
func (s sums) rows() []store.Row {
	rows := make([]store.Row, 0, len(s))
	for key, counts := range s {
		if *counts != (store.Counts{}) {
			rows = append(rows, store.Row{Key: key, Counts: *counts})
		}
	}
	slices.SortFunc(rows, byDay)
	return rows
}

func byDay(a, b store.Row) int {
	x, y := a.Key, b.Key
	return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Campaign, y.Campaign), cmp.Compare(x.Channel, y.Channel),
		cmp.Compare(x.Language, y.Language), cmp.Compare(x.Source, y.Source))
}
