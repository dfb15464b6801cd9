package reprocess_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.etcd.io/bbolt"

	"paradox/analysis/label"
	"paradox/functions/reprocess"
	"paradox/infra/register"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
)

const rebuilt = live + "#2"

// damaged is a store of so many reactions, the counters of which were damaged behind
// its back: a row has another's figures, one is missing, and one is of no reaction.
func damaged(t testing.TB, n int) (store.Store, *clock, []store.Entry) {
	t.Helper()
	c := &clock{}
	c.ns.Store(start.UnixNano())
	path := filepath.Join(t.TempDir(), "store")
	s := must(bolt.Open(path, c.now))(t)
	if err := s.SetGeneration(t.Context(), "", live); err != nil {
		t.Fatal(err)
	}
	es := fill(t, s, c, 11, n)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	damage(t, path)
	s = must(bolt.Open(path, c.now))(t)
	t.Cleanup(func() { s.Close() })
	if a := must(store.Verify(t.Context(), s, s))(t); len(a.Wrong) == 0 {
		t.Fatal("the counters are not damaged")
	}
	return s, c, es
}

func damage(t testing.TB, path string) {
	t.Helper()
	db := must(bbolt.Open(path, 0o600, nil))(t)
	defer db.Close()
	err := db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("counters"))
		first, value := b.Cursor().First()
		first, value = slices.Clone(first), slices.Clone(value)
		last, _ := b.Cursor().Last()
		return errors.Join(b.Put(last, value), b.Delete(first),
			b.Put([]byte(live+"\x00gone\x002020-01-01\x00ad\x00en\x00shop"), value))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// at once is a rebuild that need not wait: nobody writes beside it.
func atOnce(s reprocess.Store, c *clock) *reprocess.Rebuild {
	return &reprocess.Rebuild{Store: s, Now: c.now, Wait: func(context.Context, time.Duration) error { return nil }}
}

// wantGenerations fails the test unless these are live and being built.
func wantGenerations(t testing.TB, s store.Store, live, building string) {
	t.Helper()
	l, err := s.Generation(t.Context())
	b, err2 := s.Building(t.Context())
	if l != live || b != building || err != nil || err2 != nil {
		t.Errorf("live %q, building %q, %v, %v; want %q and %q", l, b, err, err2, live, building)
	}
}

// A repair leaves counters that are the sum of the reactions, keeps the old ones for a
// way back, and removes them when it is told to, with what was damaged.
func TestRebuild(t *testing.T) {
	s, c, es := damaged(t, 900)
	c.advance(30 * 24 * time.Hour)
	for i, e := range es { // stubs, tombstones and what is overdue are among them
		if i%7 == 0 {
			must(s.Expire(t.Context(), c.now(), e.Reaction.ID))(t)
		}
		if i%11 == 0 {
			must(s.Erase(t.Context(), e.Reaction.ID))(t)
		}
	}
	must((&reprocess.Pass{Store: s, Now: c.now, K: 5}).Run(t.Context()))(t)
	wanted := summaries(t, s, live)

	var waited time.Duration
	b := atOnce(s, c)
	b.Wait = func(_ context.Context, d time.Duration) error {
		waited = d
		wantGenerations(t, s, live, rebuilt)
		return nil
	}
	b.Longest, b.Segments = time.Minute, 3
	done := must(b.Run(t.Context()))(t)
	wantGenerations(t, s, rebuilt, "")
	if waited != register.Lifetime+time.Minute {
		t.Errorf("waited %v for writers", waited)
	}
	stored := 900 - (len(es)+10)/11
	if done.Labelled != stored || done.Sweeps != 2 || done.From != live || done.To != rebuilt || done.Resumed {
		t.Errorf("rebuilt %+v, want %d labelled in 2 sweeps", done, stored)
	}
	if g := done.Gate; g.Reactions != stored || g.Looks != 1 || g.Unjudged != 0 || g.Apart != 0 || len(g.Changes()) == 0 {
		t.Errorf("gate %+v", g)
	}
	for _, f := range done.Gate.Figures {
		if f.Old != f.New {
			t.Errorf("%v: %d by the old labels, %d by the new", f.Attr, f.Old, f.New)
		}
	}
	for _, m := range must(store.Verify(t.Context(), s, s))(t).Wrong {
		if m.Key.Generation != live {
			t.Errorf("after the rebuild: %v", m)
		}
	}
	if diff := gocmp.Diff(wanted, summaries(t, s, rebuilt)); diff != "" {
		t.Errorf("summaries (-old +new):\n%s", diff)
	}

	cleaned := must(atOnce(s, c).CleanUp(t.Context(), live))(t)
	if cleaned.Unlabelled != stored || cleaned.Sweeps != 2 || cleaned.Rows == 0 || cleaned.Weeks == 0 || cleaned.Kept != 0 {
		t.Errorf("cleaned up %+v", cleaned)
	}
	verify(t, s)
	for st, err := range store.All(t.Context(), s) {
		if _, old := st.Labels[live]; err != nil || old {
			t.Fatalf("%s has the old label: %v", st.Reaction.ID, err)
		}
	}
	if n := len(summaries(t, s, live)); n > 0 {
		t.Errorf("%d old summaries are left", n)
	}
}

// The way back makes the old generation whole again first.
func TestRebuildBack(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 12, 100)
	b := atOnce(s, c)
	must(b.Run(t.Context()))(t)
	late := entry(1000, rand.New(rand.NewPCG(5, 5)), c.now())
	late.Labels = map[string]label.Result{rebuilt: results[1]}
	must(s.Record(t.Context(), []store.Entry{late}))(t)
	b.To = live
	done := must(b.Run(t.Context()))(t)
	wantGenerations(t, s, live, "")
	if done.Labelled != 1 || done.From != rebuilt || done.To != live {
		t.Errorf("back: %+v", done)
	}
	verify(t, s)

	// A third build takes no name that is in use.
	b.To = ""
	if done := must(b.Run(t.Context()))(t); done.To != live+"#3" {
		t.Errorf("the next build is %s", done.To)
	}
}

// What does not pass the gate is not switched to.
func TestGate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, s store.Store, e store.Entry)
		want  func(g reprocess.Gate) bool
	}{
		{"labelled otherwise", func(t *testing.T, s store.Store, e store.Entry) {
			must(s.Label(t.Context(), rebuilt, store.Labelled{ID: e.Reaction.ID, Result: result(label.Positive, 77, "T1+", "R1-")}))(t)
		}, func(g reprocess.Gate) bool { return g.Different == 1 && g.Lacking == 0 && len(g.Wrong) == 0 }},
		{"a counter too many", func(t *testing.T, s store.Store, _ store.Entry) {
			s.(*lying).key = rebuilt
		}, func(g reprocess.Gate) bool { return g.Different == 0 && len(g.Wrong) == 1 && g.Looks == 2 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inner, c := fresh(t)
			s := &lying{Store: inner}
			es := fill(t, s, c, 13, 80)
			if err := s.SetBuilding(t.Context(), "", rebuilt); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, s, es[3])
			b := atOnce(s, c)
			done, err := b.Run(t.Context())
			if !errors.Is(err, reprocess.ErrGate) || !tt.want(done.Gate) || !done.Resumed {
				t.Errorf("%v, gate %+v", err, done.Gate)
			}
			wantGenerations(t, s, live, rebuilt)

			s.key = ""
			if g := must(b.Abandon(t.Context()))(t); g != rebuilt {
				t.Errorf("abandoned %q", g)
			}
			must(b.CleanUp(t.Context(), rebuilt))(t)
			must(b.Run(t.Context()))(t)
			wantGenerations(t, s, rebuilt, "")
		})
	}
}

// A row that looked wrong once is looked at again: what came and went during a look is
// no damage.
func TestGateLooksAgain(t *testing.T) {
	inner, c := fresh(t)
	s := &lying{Store: inner, key: rebuilt, times: 2} // before and after the first look
	fill(t, s, c, 17, 80)
	if err := s.SetBuilding(t.Context(), "", rebuilt); err != nil {
		t.Fatal(err)
	}
	if done := must(atOnce(s, c).Run(t.Context()))(t); done.Gate.Looks != 2 || len(done.Gate.Wrong) > 0 {
		t.Errorf("gate %+v, want two looks and nothing wrong", done.Gate)
	}
	wantGenerations(t, s, rebuilt, "")
}

// lying says that a row of a generation counts one more, so many times or always.
type lying struct {
	store.Store
	key   string
	times int // 0 for always
}

func (s *lying) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		lied := false
		if s.times > 0 {
			if s.times--; s.times == 0 {
				defer func() { s.key = "" }()
			}
		}
		for row, err := range s.Store.AllRows(ctx) {
			if !lied && s.key != "" && row.Key.Generation == s.key {
				lied = true
				row.Counts[store.N]++
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Nothing is rebuilt or removed where it must not be.
func TestRebuildRefuses(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 14, 20)
	b := atOnce(s, c)
	if _, err := b.CleanUp(t.Context(), live); !errors.Is(err, store.ErrConflict) {
		t.Errorf("removing what is live: %v", err)
	}
	for st, err := range store.All(t.Context(), s) {
		if len(st.Labels) != 1 || err != nil {
			t.Fatalf("%s has %d labels left, %v", st.Reaction.ID, len(st.Labels), err)
		}
	}
	b.To = "m2/t1/Europe/Warsaw"
	if _, err := b.Run(t.Context()); !errors.Is(err, reprocess.ErrOther) {
		t.Errorf("copying labels to another model: %v", err)
	}
	wantGenerations(t, s, live, "")
	if err := s.SetBuilding(t.Context(), "", rebuilt); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CleanUp(t.Context(), rebuilt); !errors.Is(err, store.ErrConflict) {
		t.Errorf("removing what is being built: %v", err)
	}
	b.To = live + "#3"
	if _, err := b.Run(t.Context()); !errors.Is(err, reprocess.ErrOther) {
		t.Errorf("building two at a time: %v", err)
	}
	empty := must(bolt.Open(filepath.Join(t.TempDir(), "store"), c.now))(t)
	defer empty.Close()
	if _, err := atOnce(empty, c).Run(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("rebuilding an empty store: %v", err)
	}
}

// The machinery labels for a new model too: texts anew, stubs not at all, and their
// old labels and counters outlast a clean-up.
func TestRebuildAnotherModel(t *testing.T) {
	const next = "m2/t1/Europe/Warsaw"
	s, c := fresh(t)
	es := fill(t, s, c, 15, 300)
	c.advance(30 * 24 * time.Hour)
	must((&reprocess.Pass{Store: s, Now: c.now}).Run(t.Context()))(t)
	b := atOnce(s, c)
	b.To = next
	b.Label = func(st store.Stored) (label.Result, bool) {
		return result(label.Positive, 5, "V2"), st.State == store.Whole
	}
	done := must(b.Run(t.Context()))(t)
	wantGenerations(t, s, next, "")
	if g := done.Gate; g.Apart == 0 || g.Apart+done.Labelled != len(es) || g.Reactions != len(es) {
		t.Errorf("%d labelled, gate %+v", done.Labelled, g)
	}
	cleaned := must(b.CleanUp(t.Context(), live))(t)
	if cleaned.Kept != done.Gate.Apart || cleaned.Unlabelled != done.Labelled {
		t.Errorf("cleaned up %+v, want %d kept", cleaned, done.Gate.Apart)
	}
	verify(t, s)
	if len(summaries(t, s, live)) == 0 {
		t.Error("the summaries of the time before are gone")
	}
}

func TestEstimate(t *testing.T) {
	s, c := fresh(t)
	fill(t, s, c, 16, 200)
	got := must(atOnce(s, c).Estimate(t.Context()))(t)
	want := reprocess.Cost{Reactions: 200, Reads: 225, Writes: 200 * 8}
	if diff := gocmp.Diff(want, got, cmpopts.EquateApprox(0, 0.5)); diff != "" {
		t.Errorf("cost (-want +got):\n%s", diff)
	}
}
