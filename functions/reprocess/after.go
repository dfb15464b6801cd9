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
	s.Report.PhrasesCut = s.Sums.Words.Cut + s.Sums.Full
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
// differs from them. Summaries that say the same as before stay as they are, Made
// included.
//
// A slice that has exactly the reactions that its old summary was made of keeps it
// where some of them have expired since: they no longer know their author, and a year
// that passes must not take the people out of a trend. As soon as one was erased or
// added, the summary counts what is whole and no more. Nothing less is safe. A stub
// does not say whether the old summary counted it, nor a tombstone what it was counted
// in, so that numbers alone can agree where one is erased and another added or expired;
// and of the old sums nobody can tell which part is the erased author's.
//
// It costs the trend: where part of a week has expired, one erasure, or one message
// that comes so late, takes all of that part out of the week's summaries of the up to
// six slices that it belongs to. Their N says how many they count, other weeks and the
// counters stay.
func (w *week) over(old []store.Summary, made time.Time) (fresh []store.Summary, changed bool) {
	before := map[store.Slice]store.Summary{}
	for _, sum := range old {
		before[sum.Slice] = sum
	}
	for _, sum := range w.summaries {
		was, there := before[sum.Slice]
		delete(before, sum.Slice)
		if there && (was.Of == sum.Of && was.N > sum.N || says(was, sum)) {
			fresh = append(fresh, was)
			continue
		}
		sum.Made = made
		fresh, changed = append(fresh, sum), true
	}
	for slice, was := range before { // nothing of it is whole any more
		if of, ok := w.of[slice]; ok && of == was.Of {
			fresh = append(fresh, was)
			continue
		}
		changed = true
	}
	slices.SortFunc(fresh, bySlice)
	return fresh, changed
}

// says reports whether two summaries of a slice say the same, of the same reactions.
func says(a, b store.Summary) bool {
	return a.Of == b.Of && a.N == b.N && a.Authors == b.Authors && a.Cluster == b.Cluster && slices.Equal(a.Phrases, b.Phrases)
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
