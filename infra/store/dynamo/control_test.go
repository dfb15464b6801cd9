package dynamo_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/dynamo/faults"
)

// in puts a stack's client into some weather.
func (st stack) in(f *faults.Faults) stack {
	o := st.client.Options()
	o.APIOptions = append(o.APIOptions, f.Live().Middleware)
	return stack{dynamodb.New(o), st.tables}
}

func TestRegisters(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s, ctx := st.open(t), t.Context()
		spring := store.Campaign{
			Name: "spring", Title: "Wiosna <&>", Start: "2026-03-01", End: "2026-03-31",
			Sent:  map[string]int64{"email": 120000, "ad": 4},
			Notes: []store.Note{{Day: "2026-03-05", Text: "Retargeting starts"}},
		}
		autumn := store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-09-01"}
		for _, c := range []store.Campaign{spring, {Name: "autumn", Title: "old", Start: "2025-09-01"}, autumn} {
			if err := s.PutCampaign(ctx, c); err != nil {
				t.Fatalf("PutCampaign(%s): %v", c.Name, err)
			}
		}
		web := store.Source{Name: "web", Purpose: "improve", Basis: "consent", Retention: 90 * 24 * time.Hour}
		if err := s.PutSource(ctx, web); err != nil {
			t.Fatalf("PutSource: %v", err)
		}
		campaigns, err := s.Campaigns(ctx)
		if diff := cmp.Diff([]store.Campaign{autumn, spring}, campaigns); err != nil || diff != "" {
			t.Errorf("Campaigns: %v (-want +got):\n%s", err, diff)
		}
		sources, err := s.Sources(ctx)
		if diff := cmp.Diff([]store.Source{web}, sources); err != nil || diff != "" {
			t.Errorf("Sources: %v (-want +got):\n%s", err, diff)
		}
		if err := s.PutCampaign(ctx, store.Campaign{Name: "Not a slug"}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("PutCampaign of a bad one = %v, want ErrInvalid", err)
		}
		if err := s.PutSource(ctx, store.Source{Name: "x"}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("PutSource of a bad one = %v, want ErrInvalid", err)
		}
	})
}

func TestGenerationsSwitch(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s, ctx := st.open(t), t.Context()
		if _, err := s.Generation(ctx); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Generation before the first = %v, want ErrNotFound", err)
		}
		if name, err := s.Building(ctx); name != "" || err != nil {
			t.Errorf("Building before the first = %q, %v", name, err)
		}
		steps := []struct {
			set      func(old, new string) error
			old, new string
			want     error
		}{
			{live(t, s), "g1", "g2", store.ErrConflict}, {live(t, s), "", "g1", nil}, {live(t, s), "", "g2", store.ErrConflict},
			{live(t, s), "g1", "", store.ErrInvalid}, {live(t, s), "g1", "g2", nil}, {live(t, s), "g1", "g1", store.ErrConflict},
			{building(t, s), "g2", "g3", store.ErrConflict}, {building(t, s), "", "g3", nil}, {building(t, s), "", "g4", store.ErrConflict},
			{building(t, s), "g3", "", nil}, {building(t, s), "", "g4", nil},
		}
		for i, step := range steps {
			if err := step.set(step.old, step.new); !errors.Is(err, step.want) {
				t.Errorf("%d: from %q to %q = %v, want %v", i, step.old, step.new, err, step.want)
			}
		}
		if got, err := s.Generation(ctx); err != nil || got != "g2" {
			t.Errorf("Generation = %q, %v; want g2", got, err)
		}
		if got, err := s.Building(ctx); err != nil || got != "g4" {
			t.Errorf("Building = %q, %v; want g4", got, err)
		}
	})
}

func live(t *testing.T, s *dynamo.Store) func(old, new string) error {
	return func(old, new string) error { return s.SetGeneration(t.Context(), old, new) }
}

func building(t *testing.T, s *dynamo.Store) func(old, new string) error {
	return func(old, new string) error { return s.SetBuilding(t.Context(), old, new) }
}

func TestClaimsStandUntilTheirTimeIsOver(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		s, ctx := st.open(t), t.Context()
		claim := func(c store.Claim, now time.Time, want store.Claim, fresh bool) {
			t.Helper()
			got, first, err := s.Claim(ctx, c, now)
			if err != nil || first != fresh {
				t.Fatalf("Claim(%s) = fresh %v, %v; want fresh %v", c.Key, first, err, fresh)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("Claim(%s), standing (-want +got):\n%s", c.Key, diff)
			}
		}
		start := start.Add(123456789)
		first := store.Claim{Key: "k", Body: "b1", ID: "1", Pending: start.Add(time.Minute), Expires: start.Add(time.Hour)}
		second := store.Claim{Key: "k", Body: "b2", ID: "2", Expires: start.Add(3 * time.Hour)}
		claim(first, start, first, true)
		claim(second, start, first, false)
		settled := first
		settled.Pending = time.Time{}
		if err := s.Settle(ctx, settled); err != nil {
			t.Fatalf("Settle: %v", err)
		}
		claim(second, start.Add(time.Hour-time.Nanosecond), settled, false)
		claim(second, start.Add(time.Hour), second, true)
		claim(first, start.Add(2*time.Hour), second, false)
		for _, key := range []string{"", string(make([]byte, 1025))} {
			if _, _, err := s.Claim(ctx, store.Claim{Key: key}, start); !errors.Is(err, store.ErrInvalid) {
				t.Errorf("Claim with a key of %d bytes = %v, want ErrInvalid", len(key), err)
			}
			if err := s.Settle(ctx, store.Claim{Key: key}); !errors.Is(err, store.ErrInvalid) {
				t.Errorf("Settle with a key of %d bytes = %v, want ErrInvalid", len(key), err)
			}
		}
	})
}

// Where the answer to a switch or a claim is lost, the next try must not take its own
// doing for somebody else's; of many who claim at once, one is first.
func TestOneIsFirstThoughAnswersAreLost(t *testing.T) {
	onEngines(t, func(t *testing.T, st stack) {
		f := faults.New(1, faults.Rates{faults.Lost: 0.4, faults.Throttle: 0.1}, errors.New("dead"))
		s := st.in(f).open(t, impatient)
		for round := range 10 {
			key := fmt.Sprint("k", round)
			var claims, switches atomic.Int32
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					c := store.Claim{Key: key, Body: fmt.Sprint(i), Expires: start.Add(time.Hour)}
					standing, fresh, err := s.Claim(t.Context(), c, start)
					if err != nil || fresh != (standing == c) {
						t.Errorf("Claim = %v, %v, %v", standing, fresh, err)
					}
					if fresh {
						claims.Add(1)
					}
				})
				wg.Go(func() {
					old, new := numbered(round), numbered(round+1)
					switch err := s.SetGeneration(t.Context(), old, new); {
					case err == nil:
						switches.Add(1)
					case !errors.Is(err, store.ErrConflict):
						t.Errorf("SetGeneration: %v", err)
					}
				})
			}
			wg.Wait()
			if claims.Load() != 1 || switches.Load() != 1 {
				t.Errorf("round %d: %d claims were fresh and %d switches done, want 1 of each", round, claims.Load(), switches.Load())
			}
		}
		if f.Met(faults.Lost) < 20 {
			t.Errorf("too little went wrong: %v", f)
		}
	})
}

func numbered(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint("g", n)
}
