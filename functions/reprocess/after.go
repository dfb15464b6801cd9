package reprocess

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"paradox/infra/store"
)

// The steps after the scan. Each of them may be cut off and done again.

// batch is how many reactions are changed with one call.
const batch = 500

// expire turns what the scan found overdue into stubs.
func (p *Pass) expire(ctx context.Context, s *state) error {
	for len(s.Overdue) > 0 {
		if err := p.reader().inTime(ctx); err != nil {
			return err
		}
		some := s.Overdue[:min(batch, len(s.Overdue))]
		n, err := p.Store.Expire(ctx, p.Now(), some...)
		s.Report.Expired += n
		if err != nil {
			return fmt.Errorf("expiring %d reactions: %w", len(some), err)
		}
		s.Overdue = s.Overdue[len(some):]
	}
	return nil
}

// The range of all weeks.
const firstWeek, lastWeek = store.Day("0001-01-01"), store.Day("9999-12-31")

// summarise writes the summaries of every week that differ from what is stored, and
// takes away those of weeks of which nothing is left.
func (p *Pass) summarise(ctx context.Context, s *state) error {
	if s.Generation == "" {
		return nil
	}
	found := s.Sums.weeks(p.threshold(), Phrases)
	s.Report.PhrasesCut = s.Sums.Words.Cut
	stored := map[store.Day]bool{}
	for sum, err := range p.Store.Summaries(ctx, s.Generation, firstWeek, lastWeek) {
		if err != nil {
			return err
		}
		stored[sum.Week] = true
		if found[sum.Week] == nil {
			found[sum.Week] = &week{}
		}
	}
	s.Report.Weeks, s.Report.Summaries = 0, 0
	for _, day := range slices.Sorted(maps.Keys(found)) {
		if err := p.reader().inTime(ctx); err != nil {
			return err
		}
		if err := p.putWeek(ctx, s, day, found[day], stored[day]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pass) putWeek(ctx context.Context, s *state, day store.Day, found *week, stored bool) error {
	var old []store.Summary
	if stored {
		for sum, err := range p.Store.Summaries(ctx, s.Generation, day, day) {
			if err != nil {
				return err
			}
			old = append(old, sum)
		}
	}
	fresh, changed := found.over(old, s.Began)
	if !changed {
		return nil
	}
	if err := p.Store.PutSummaries(ctx, s.Generation, day, fresh); err != nil {
		return err
	}
	s.Report.Weeks++
	s.Report.Summaries += len(fresh)
	return nil
}

// over is what is to stand in place of the old summaries of the week, and whether it
// differs from them. A slice of which something has expired keeps the summary that
// counted more reactions: what has expired no longer knows its author, and a year
// that passes must not take the people out of a trend. Summaries that say the same
// as before stay as they are, Made included.
func (w *week) over(old []store.Summary, made time.Time) (fresh []store.Summary, changed bool) {
	before := map[store.Slice]store.Summary{}
	for _, sum := range old {
		before[sum.Slice] = sum
	}
	for _, sum := range w.summaries {
		was, there := before[sum.Slice]
		delete(before, sum.Slice)
		if there && (w.expired[sum.Slice] && was.N > sum.N || says(was, sum)) {
			fresh = append(fresh, was)
			continue
		}
		sum.Made = made
		fresh, changed = append(fresh, sum), true
	}
	for slice, was := range before { // nothing of it is whole any more
		if w.expired[slice] {
			fresh = append(fresh, was)
			continue
		}
		changed = true
	}
	slices.SortFunc(fresh, bySlice)
	return fresh, changed
}

// says reports whether two summaries of a slice say the same.
func says(a, b store.Summary) bool {
	return a.N == b.N && a.Authors == b.Authors && a.Cluster == b.Cluster && slices.Equal(a.Phrases, b.Phrases)
}

// compact makes the counter rows of weeks that are over cheaper to read.
func (p *Pass) compact(ctx context.Context, s *state) error {
	if s.Generation == "" {
		return nil
	}
	g, err := store.ParseGeneration(s.Generation)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(g.Zone)
	if err != nil {
		return fmt.Errorf("generation %q: %w", s.Generation, err)
	}
	n, err := p.Store.Compact(ctx, s.Generation, store.DayOf(p.Now(), zone).Add(-quiet))
	s.Report.Compacted += n
	if err != nil {
		return fmt.Errorf("compacting counters: %w", err)
	}
	return nil
}
