package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
)

var controlCases = []testCase{
	{"campaigns by name", func(e *env) {
		spring := store.Campaign{
			Name: "spring", Title: "Wiosna <&>", Start: "2026-03-01", End: "2026-03-31",
			Sent:  map[string]int64{"email": 120000, "ad": 4},
			Notes: []store.Note{{Day: "2026-03-05", Text: "Retargeting starts"}},
		}
		autumn := store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-09-01"}
		for _, c := range []store.Campaign{spring, {Name: "autumn", Title: "old", Start: "2025-09-01", End: "2025-10-01"}, autumn} {
			if err := e.PutCampaign(e.ctx, c); err != nil {
				e.t.Fatalf("PutCampaign(%s): %v", c.Name, err)
			}
		}
		e.reopen()
		got, err := e.Campaigns(e.ctx)
		if diff := cmp.Diff([]store.Campaign{autumn, spring}, got); err != nil || diff != "" {
			e.t.Errorf("Campaigns: %v (-want +got):\n%s", err, diff)
		}
		if err := e.PutCampaign(e.ctx, store.Campaign{Name: "Not a slug"}); !errors.Is(err, store.ErrInvalid) {
			e.t.Errorf("PutCampaign of a bad one = %v, want ErrInvalid", err)
		}
	}},
	{"sources by name", func(e *env) {
		web := store.Source{Name: "web", Purpose: "improve", Basis: "consent", Retention: 90 * 24 * time.Hour}
		shop := store.Source{Name: "shop", Purpose: "improve", Basis: "legitimate interest", Retention: 24 * time.Hour}
		for _, s := range []store.Source{web, {Name: "shop", Purpose: "x", Basis: "y", Retention: 48 * time.Hour}, shop} {
			if err := e.PutSource(e.ctx, s); err != nil {
				e.t.Fatalf("PutSource(%s): %v", s.Name, err)
			}
		}
		e.reopen()
		got, err := e.Sources(e.ctx)
		if diff := cmp.Diff([]store.Source{shop, web}, got); err != nil || diff != "" {
			e.t.Errorf("Sources: %v (-want +got):\n%s", err, diff)
		}
		if err := e.PutSource(e.ctx, store.Source{Name: "x"}); !errors.Is(err, store.ErrInvalid) {
			e.t.Errorf("PutSource of a bad one = %v, want ErrInvalid", err)
		}
	}},
	{"the live generation switches from what is live", func(e *env) {
		if _, err := e.Generation(e.ctx); !errors.Is(err, store.ErrNotFound) {
			e.t.Errorf("Generation before the first = %v, want ErrNotFound", err)
		}
		steps := []struct {
			old, new string
			want     error
		}{
			{gen1, gen2, store.ErrConflict}, {"", gen1, nil}, {"", gen2, store.ErrConflict},
			{gen1, "", store.ErrInvalid}, {gen1, gen2, nil}, {gen1, gen1, store.ErrConflict},
		}
		for _, s := range steps {
			if err := e.SetGeneration(e.ctx, s.old, s.new); !errors.Is(err, s.want) {
				e.t.Errorf("SetGeneration(%q, %q) = %v, want %v", s.old, s.new, err, s.want)
			}
		}
		e.reopen()
		if got, err := e.Generation(e.ctx); err != nil || got != gen2 {
			e.t.Errorf("Generation = %q, %v; want %q", got, err, gen2)
		}
	}},
	{"what is being built switches from what is built", func(e *env) {
		steps := []struct {
			old, new string
			want     error
		}{
			{gen1, gen2, store.ErrConflict}, {"", gen2, nil}, {"", gen3, store.ErrConflict},
			{gen2, gen3, nil}, {gen2, "", store.ErrConflict}, {gen3, "", nil}, {gen3, gen1, store.ErrConflict}, {"", gen1, nil},
		}
		if got, err := e.Building(e.ctx); err != nil || got != "" {
			e.t.Errorf("Building before the first = %q, %v; want none", got, err)
		}
		for _, s := range steps {
			if err := e.SetBuilding(e.ctx, s.old, s.new); !errors.Is(err, s.want) {
				e.t.Errorf("SetBuilding(%q, %q) = %v, want %v", s.old, s.new, err, s.want)
			}
		}
		e.reopen()
		if got, err := e.Building(e.ctx); err != nil || got != gen1 {
			e.t.Errorf("Building = %q, %v; want %q", got, err, gen1)
		}
		if _, err := e.Generation(e.ctx); !errors.Is(err, store.ErrNotFound) {
			e.t.Errorf("Generation = %v, want ErrNotFound: building is not live", err)
		}
	}},
	{"of many who switch at once one does", func(e *env) {
		var switched atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				switch err := e.SetGeneration(e.ctx, "", fmt.Sprintf("m%d/t1/Europe/Warsaw", i)); {
				case err == nil:
					switched.Add(1)
				case !errors.Is(err, store.ErrConflict):
					e.t.Errorf("SetGeneration: %v", err)
				}
			})
		}
		wg.Wait()
		if n := switched.Load(); n != 1 {
			e.t.Errorf("%d switched, want 1", n)
		}
	}},
	{"a claim stands until its time is over", func(e *env) {
		first := store.Claim{Key: "k", Body: "b1", ID: id(1), Pending: start.Add(time.Minute), Expires: start.Add(time.Hour)}
		second := store.Claim{Key: "k", Body: "b2", ID: id(2), Expires: start.Add(3 * time.Hour)}
		e.claim(first, start, first, true)
		e.claim(second, start, first, false)
		settled := first
		settled.Pending = time.Time{}
		if err := e.Settle(e.ctx, settled); err != nil {
			e.t.Fatalf("Settle: %v", err)
		}
		e.reopen()
		e.claim(second, start.Add(time.Hour-time.Nanosecond), settled, false)
		e.claim(second, start.Add(time.Hour), second, true)
		e.claim(first, start.Add(2*time.Hour), second, false)
	}},
	{"claims of other keys stand apart", func(e *env) {
		for i := range 50 {
			c := store.Claim{Key: fmt.Sprint("k", i), Body: "b", Expires: start.Add(time.Duration(i+1) * time.Minute)}
			e.claim(c, start, c, true)
		}
		late := start.Add(20 * time.Minute)
		for i := range 50 {
			c := store.Claim{Key: fmt.Sprint("k", i), Body: "b", Expires: start.Add(time.Duration(i+1) * time.Minute)}
			again := store.Claim{Key: c.Key, Body: "again", Expires: late.Add(time.Hour)}
			if c.Expires.After(late) {
				e.claim(again, late, c, false)
			} else {
				e.claim(again, late, again, true)
			}
		}
	}},
	{"of many who claim at once one is first", func(e *env) {
		var fresh atomic.Int32
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				c := store.Claim{Key: "k", Body: fmt.Sprint(i), Expires: start.Add(time.Hour)}
				switch _, first, err := e.Claim(e.ctx, c, start); {
				case err != nil:
					e.t.Errorf("Claim: %v", err)
				case first:
					fresh.Add(1)
				}
			})
		}
		wg.Wait()
		if n := fresh.Load(); n != 1 {
			e.t.Errorf("%d claims were fresh, want 1", n)
		}
	}},
	{"who counts at once is told different numbers", func(e *env) {
		until := start.Add(time.Hour)
		told := make([]int, 16)
		var wg sync.WaitGroup
		for i := range told {
			wg.Go(func() {
				n, err := e.Count(e.ctx, "k", until)
				if err != nil {
					e.t.Errorf("Count: %v", err)
				}
				told[i] = n
			})
		}
		wg.Wait()
		slices.Sort(told)
		for i, n := range told {
			if n != i+1 {
				e.t.Fatalf("told %v, want 1 to %d", told, len(told))
			}
		}
		e.reopen()
		c := store.Claim{Key: "k", Body: "b", Expires: until}
		e.claim(c, start, c, true) // counts and claims have keys of their own
		for key, want := range map[string]int{"k": 17, "other": 1} {
			if n, err := e.Count(e.ctx, key, until); err != nil || n != want {
				e.t.Errorf("Count(%s) = %d, %v; want %d", key, n, err, want)
			}
		}
		if _, err := e.Count(e.ctx, "", until); !errors.Is(err, store.ErrInvalid) {
			e.t.Errorf("Count without a key = %v, want ErrInvalid", err)
		}
	}},
}

func (e *env) claim(c store.Claim, now time.Time, want store.Claim, fresh bool) {
	e.t.Helper()
	got, first, err := e.Claim(e.ctx, c, now)
	if err != nil || first != fresh {
		e.t.Fatalf("Claim(%s) = fresh %v, %v; want fresh %v", c.Key, first, err, fresh)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		e.t.Fatalf("Claim(%s), standing (-want +got):\n%s", c.Key, diff)
	}
}
