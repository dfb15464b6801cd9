package reprocess_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"paradox/functions/reprocess"
	"paradox/infra/store"
)

// A pass that is cut off after any page, by an error, and gone on from there or from
// an earlier checkpoint finds what one in a single piece finds.
func TestPassResumes(t *testing.T) {
	t.Parallel()
	whole, c := fresh(t)
	fill(t, whole, c, 2, 200)
	ref := must((&reprocess.Pass{Store: sliced{whole, 20, nil}, Now: c.now, K: 5}).Run(t.Context()))(t)
	want := summaries(t, whole, live)
	const pages = 10
	for _, every := range []time.Duration{-1, time.Hour} { // each page; only when cut off
		for at := range pages {
			s, c := fresh(t)
			fill(t, s, c, 2, 200)
			var fails atomic.Int64
			fails.Store(int64(at))
			p := &reprocess.Pass{Store: sliced{s, 20, &fails}, Now: c.now, K: 5, Checkpoints: &kept{}, Every: every}
			if _, err := p.Run(t.Context()); !errors.Is(err, errAway) {
				t.Fatalf("cut off at page %d: %v", at, err)
			}
			if got := summaries(t, s, live); len(got) > 0 {
				t.Fatalf("cut off at page %d: %d summaries already", at, len(got))
			}
			report := must(p.Run(t.Context()))(t)
			if !report.Resumed {
				t.Errorf("cut off at page %d: began anew", at)
			}
			report.Resumed = false
			if diff := gocmp.Diff(ref, report); diff != "" {
				t.Errorf("cut off at page %d: report (-whole +resumed):\n%s", at, diff)
			}
			if diff := gocmp.Diff(want, summaries(t, s, live)); diff != "" {
				t.Errorf("cut off at page %d: summaries (-whole +resumed):\n%s", at, diff)
			}
		}
	}
}

// A crash loses what came after the last checkpoint, and nothing is counted twice for
// that: segments go on from where that checkpoint says.
func TestPassAfterCrash(t *testing.T) {
	t.Parallel()
	whole, c := fresh(t)
	fill(t, whole, c, 3, 300)
	must((&reprocess.Pass{Store: sliced{whole, 10, nil}, Now: c.now, K: 5, Segments: 3}).Run(t.Context()))(t)
	want := summaries(t, whole, live)
	for n := 1; n < 30; n += 4 {
		s, c := fresh(t)
		fill(t, s, c, 3, 300)
		k := &kept{}
		p := &reprocess.Pass{Store: sliced{s, 10, nil}, Now: c.now, K: 5, Segments: 3, Checkpoints: k, Every: -1}
		ctx, die := context.WithCancel(t.Context())
		p.Progress = func(reprocess.Progress) {
			if k.saves == n {
				k.err = errAway // the power goes: nothing is saved any more
				die()
			}
		}
		if _, err := p.Run(ctx); err == nil {
			t.Fatalf("crash after %d checkpoints: no error", n)
		}
		die()
		k.err, p.Progress = nil, nil
		report := must(p.Run(t.Context()))(t)
		if !report.Resumed || report.Audit.Reactions != 300 || len(report.Audit.Wrong) > 0 {
			t.Errorf("crash after %d checkpoints: %+v", n, report)
		}
		if diff := gocmp.Diff(want, summaries(t, s, live)); diff != "" {
			t.Errorf("crash after %d checkpoints: summaries (-whole +resumed):\n%s", n, diff)
		}
		if k.b != nil {
			t.Errorf("crash after %d checkpoints: the checkpoint is left over", n)
		}
	}
}

// What cannot be read, is too old or of another generation is not gone on from, and the
// report says why.
func TestPassBeginsAnew(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(s store.Store, c *clock, k *kept)
		why   string
	}{
		"damaged":      {func(_ store.Store, _ *clock, k *kept) { k.b = k.b[:len(k.b)-9] }, "damaged"},
		"not one":      {func(_ store.Store, _ *clock, k *kept) { k.b = []byte("{}") }, "damaged"},
		"too old":      {func(_ store.Store, c *clock, _ *kept) { c.advance(36 * time.Hour) }, "36h0m0s ago"},
		"other live":   {func(s store.Store, _ *clock, _ *kept) { s.SetGeneration(context.Background(), live, live+"#2") }, live + "#2"},
		"none":         {func(_ store.Store, _ *clock, k *kept) { k.b = nil }, ""},
		"of a recount": {recounting, "verify"},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := fresh(t)
			fill(t, s, c, 4, 100)
			var fails atomic.Int64
			fails.Store(2)
			k := &kept{}
			p := &reprocess.Pass{Store: sliced{s, 10, &fails}, Now: c.now, Checkpoints: k}
			if _, err := p.Run(t.Context()); !errors.Is(err, errAway) {
				t.Fatal(err)
			}
			tt.spoil(s, c, k)
			report := must(p.Run(t.Context()))(t)
			if got := report.Anew; !strings.Contains(got, tt.why) || (got == "") != (tt.why == "") {
				t.Errorf("it began anew because of %q, want %q", got, tt.why)
			}
			if report.Resumed || report.Audit.Reactions+report.Audit.Stubs != 100 || len(report.Audit.Wrong) > 0 {
				t.Errorf("report %+v", report)
			}
		})
	}
}

// recounting leaves the checkpoint of a recount that was cut off.
func recounting(s store.Store, c *clock, k *kept) {
	var fails atomic.Int64
	fails.Store(2)
	(&reprocess.Pass{Store: sliced{s, 10, &fails}, Now: c.now, Checkpoints: k}).Verify(context.Background())
}

// A store that is too large for one night's calls is gone on with in the next, which is
// 25 hours later where a clock is put back in between.
func TestPassGoesOnTheNextNight(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 4, 100)
	var fails atomic.Int64
	p := &reprocess.Pass{Store: sliced{s, 10, &fails}, Now: c.now, Checkpoints: &kept{}}
	for range 3 { // calls of a night, of two pages each
		fails.Store(2)
		if _, err := p.Run(t.Context()); !errors.Is(err, errAway) {
			t.Fatal(err)
		}
		c.advance(15 * time.Minute)
	}
	c.advance(25*time.Hour - 45*time.Minute)
	fails.Store(4)
	report := must(p.Run(t.Context()))(t)
	if !report.Resumed || report.Audit.Reactions+report.Audit.Stubs != 100 || len(report.Audit.Wrong) > 0 {
		t.Errorf("report %+v", report)
	}
}

// mortal keeps checkpoints as long as the context lives, and counts those that might
// have been saved for ever.
type mortal struct {
	kept
	endless int
}

func (m *mortal) Save(ctx context.Context, b []byte) error {
	if _, ok := ctx.Deadline(); !ok {
		m.endless++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return m.kept.Save(ctx, b)
}

// What a call found out until it was ended is saved all the same, in a time of its own.
func TestPassSavesInTime(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 4, 100)
	ctx, end := context.WithCancel(t.Context())
	k := &mortal{}
	p := &reprocess.Pass{Store: sliced{s, 10, nil}, Now: c.now, Checkpoints: k, Progress: func(reprocess.Progress) { end() }}
	if _, err := p.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if k.saves == 0 || k.endless != k.saves-1 { // those before it are the call's to end
		t.Errorf("%d checkpoints, %d of them without a time limit, want all but the last", k.saves, k.endless)
	}
}
