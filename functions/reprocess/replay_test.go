package reprocess_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"paradox/functions/reprocess"
	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/store/bolt"
	"paradox/infra/store/dynamo"
	"paradox/infra/template"
)

// freshLedger is an empty ledger on disk.
func freshLedger(t testing.TB) store.Ledger {
	t.Helper()
	l := must(bolt.OpenLedger(filepath.Join(t.TempDir(), "erasures")))(t)
	t.Cleanup(func() { l.Close() })
	return l
}

// inTables is an empty store with its ledger in tables of the stack's template.
func inTables(t *testing.T) (store.Store, store.Ledger, *clock) {
	t.Helper()
	c := &clock{}
	c.ns.Store(start.UnixNano())
	client := dynamodb.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	defined := must(template.Find())(t)
	tables := must(provide.Tables(t.Context(), client, defined, fmt.Sprintf("reprocess-%d-", time.Now().UnixNano())))(t)
	s := must(dynamo.Open(dynamo.Options{Client: client, Reactions: tables.Reactions, Counters: tables.Counters, Now: c.now}))(t)
	t.Cleanup(func() { s.Close() })
	l := must(dynamo.NewLedger(client, tables.Erasures))(t)
	t.Cleanup(func() { l.Close() })
	if err := s.SetGeneration(t.Context(), "", live); err != nil {
		t.Fatal(err)
	}
	return s, l, c
}

// blind is a store whose erasures of authors do not see one reaction, as DynamoDB may
// while the transaction that wrote it is in the middle.
type blind struct {
	store.Store
	to reaction.ID
}

func (b blind) EraseAuthor(ctx context.Context, a reaction.AuthorKey, _ time.Time, _ bool) (n int, err error) {
	for st, err := range b.OfAuthor(ctx, a) {
		if err != nil {
			return n, err
		}
		if _, err := b.Erase(ctx, st.Reaction.ID); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (b blind) OfAuthor(ctx context.Context, a reaction.AuthorKey) iter.Seq2[store.Stored, error] {
	return func(yield func(store.Stored, error) bool) {
		for st, err := range b.Store.OfAuthor(ctx, a) {
			if (err != nil || st.Reaction.ID != b.to) && !yield(st, err) {
				return
			}
		}
	}
}

// An author's erasure missed a reaction: the next pass makes it good, as it does what
// was noted by a program that died before it began, and spares what the author has
// written since.
func TestPassReplaysErasures(t *testing.T) {
	t.Run("bolt", func(t *testing.T) {
		s, c := fresh(t)
		passReplays(t, s, freshLedger(t), c)
	})
	t.Run("dynamodb", func(t *testing.T) {
		s, l, c := inTables(t)
		passReplays(t, s, l, c)
	})
}

func passReplays(t *testing.T, s store.Store, l store.Ledger, c *clock) {
	es := fill(t, s, c, 8, 40)
	const ann, bob = "ann", "bob"
	written := func(number int, author reaction.AuthorKey) store.Entry {
		e := es[number%len(es)]
		e.Reaction.ID, e.Reaction.Author = reaction.ID(fmt.Sprintf("%032x", 1000+number)), author
		e.Reaction.Time, e.Reaction.Expires = c.now(), c.now().AddDate(0, 0, 30)
		return e
	}
	missed := written(2, ann)
	must(s.Record(t.Context(), []store.Entry{written(1, ann), missed, written(3, ann), written(4, bob)}))(t)
	order := store.Erasure{At: c.now(), Author: ann, Until: c.now()}
	if n, err := order.Do(t.Context(), l, blind{s, missed.Reaction.ID}); n != 2 || err != nil {
		t.Fatalf("Do = %d, %v; want 2 of 3", n, err)
	}
	if err := l.Note(t.Context(), store.Erasure{At: c.now(), Author: bob, Until: c.now()}); err != nil { // and no more
		t.Fatal(err)
	}
	c.advance(20 * time.Hour)
	later := []store.Entry{written(5, ann), written(6, bob)}
	must(s.Record(t.Context(), later))(t)

	p := &reprocess.Pass{Store: s, Ledger: l, Now: c.now, Checkpoints: &kept{}}
	for day, want := range [][2]int{{2, 2}, {2, 0}, {2, 0}, {0, 0}} { // erasures replayed, reactions turned
		r := must(p.Run(t.Context()))(t)
		if got := [2]int{r.Replayed, r.Turned}; got != want {
			t.Errorf("pass %d replayed and turned %v, want %v", day+1, got, want)
		}
		if r.Audit.Tombstones != 4 || r.Audit.Busy != 0 || len(r.Audit.Wrong) > 0 {
			t.Errorf("pass %d found %+v; want 4 tombstones, and the replay before the recount", day+1, r.Audit)
		}
		for _, e := range later {
			left := 0
			for st, err := range s.OfAuthor(t.Context(), e.Reaction.Author) {
				if left++; err != nil || st.Reaction.ID != e.Reaction.ID {
					t.Errorf("after pass %d %s of %s is left, %v", day+1, st.Reaction.ID, e.Reaction.Author, err)
				}
			}
			if left != 1 {
				t.Errorf("after pass %d there are %d of %s, want what was written later", day+1, left, e.Reaction.Author)
			}
		}
		c.advance(20 * time.Hour)
	}
	verify(t, s)
}

// counting counts the erasures of a store. It cuts the call off at one of them, and
// never carries out some others.
type counting struct {
	store.Store
	erased int
	until  int // how many erasures until the call is cut off; below 0 for never
	cut    func()
	never  func(ctx context.Context, id reaction.ID) error // nil for nothing
	every  func()
}

func (s *counting) Erase(ctx context.Context, id reaction.ID) (bool, error) {
	if s.until--; s.until == -1 {
		s.cut()
		return false, ctx.Err()
	}
	if s.never != nil {
		if err := s.never(ctx, id); err != nil {
			return false, err
		}
	}
	s.erased++
	if s.every != nil {
		s.every()
	}
	return s.Store.Erase(ctx, id)
}

// undone is a store with a ledger of erasures, three of each moment, that nobody did.
func undone(t *testing.T, n int, now time.Time) (*counting, store.Ledger, *clock) {
	t.Helper()
	s, c := fresh(t)
	c.ns.Store(now.UnixNano())
	l := freshLedger(t)
	for i, e := range fill(t, s, c, 9, n) {
		if err := l.Note(t.Context(), store.Erasure{At: c.now().Add(time.Duration(i/3) * time.Second), ID: e.Reaction.ID}); err != nil {
			t.Fatal(err)
		}
	}
	return &counting{Store: s, until: -1}, l, c
}

// A replay that is cut off goes on where it was, and its figures are those of one in a
// single piece.
func TestReplayResumes(t *testing.T) {
	t.Parallel()
	const many = 12
	for at := range many {
		s, l, c := undone(t, many, start)
		ctx, cut := context.WithCancel(t.Context())
		s.until, s.cut = at, cut
		p := &reprocess.Pass{Store: s, Ledger: l, Now: c.now, Checkpoints: &kept{}}
		if _, err := p.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Fatalf("cut off at erasure %d: %v", at, err)
		}
		r := must(p.Run(t.Context()))(t)
		if !r.Resumed && at > 0 || r.Replayed != many || r.Turned != many || r.Audit.Tombstones != many {
			t.Errorf("cut off at erasure %d: %+v", at, r)
		}
		if s.erased > many+3 { // those of the moment in hand once more
			t.Errorf("cut off at erasure %d: %d were carried out, want it to go on", at, s.erased)
		}
	}
}

// Erasures that cannot be carried out stop neither the others nor the pass, which says
// so at its end, also where it was cut off behind them. The next night tries again.
func TestReplayPassesOver(t *testing.T) {
	t.Parallel()
	for _, cut := range []int{-1, 3, 4, 5, 11} { // the erasure at which it is cut off
		s, l, c := undone(t, 12, start)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		s.until, s.cut = cut, stop
		s.never = func(_ context.Context, id reaction.ID) error {
			if id == numbered(2) || id == numbered(5) {
				return errAway
			}
			return nil
		}
		p := &reprocess.Pass{Store: s, Ledger: l, Now: c.now, Checkpoints: &kept{}, Every: -1}
		r, err := p.Run(ctx)
		if cut >= 0 {
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("cut off at erasure %d: %v", cut, err)
			}
			r, err = p.Run(t.Context())
		}
		if !errors.Is(err, reprocess.ErrReplay) || !strings.Contains(err.Error(), "2 of 12") || !strings.Contains(err.Error(), start.Format(time.RFC3339)) {
			t.Errorf("cut off at erasure %d: Run = %v, want ErrReplay and how many, from when", cut, err)
		}
		want := []reprocess.Unreplayed{{At: start, Reason: errAway.Error()}, {At: start.Add(time.Second), Reason: errAway.Error()}}
		if diff := cmp.Diff(want, r.Unreplayed); diff != "" || r.Replayed != 10 || r.Turned != 10 {
			t.Errorf("cut off at erasure %d: %+v, not carried out (-want +got):\n%s", cut, r, diff)
		}
		if r.Audit.Tombstones != 10 || r.Audit.Reactions != 2 || r.Weeks == 0 {
			t.Errorf("cut off at erasure %d: the pass found %+v in %d weeks, want it complete", cut, r.Audit, r.Weeks)
		}
		s.never = nil
		c.advance(24 * time.Hour)
		if r := must(p.Run(t.Context()))(t); r.Resumed || r.Turned != 2 || r.Audit.Tombstones != 12 || len(r.Unreplayed) > 0 {
			t.Errorf("cut off at erasure %d: the next night %+v, want the two carried out", cut, r)
		}
	}
}

// What was noted and not done while a pass was at work that went on the next night is
// within the reach of the pass after it.
func TestReplayReachesBehindALongPass(t *testing.T) {
	t.Parallel()
	s, c := fresh(t)
	l := freshLedger(t)
	es := fill(t, s, c, 10, 100)
	var fails atomic.Int64
	fails.Store(2)
	p := &reprocess.Pass{Store: sliced{s, 10, &fails}, Ledger: l, Now: c.now, Checkpoints: &kept{}}
	if _, err := p.Run(t.Context()); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	c.advance(time.Minute)
	if err := l.Note(t.Context(), store.Erasure{At: c.now(), ID: es[0].Reaction.ID}); err != nil { // and no more
		t.Fatal(err)
	}
	c.advance(35 * time.Hour)
	if r := must(p.Run(t.Context()))(t); !r.Resumed || r.Turned != 0 {
		t.Fatalf("report %+v; want it to go on, behind its replay", r)
	}
	c.advance(25 * time.Hour)
	if r := must(p.Run(t.Context()))(t); r.Turned != 1 {
		t.Errorf("report %+v; want the erasure carried out", r)
	}
}

// An erasure that does not come to an end takes no more than its time of the pass.
func TestReplayDoesNotHang(t *testing.T) {
	t.Parallel()
	s, l, c := undone(t, 4, start)
	s.never = func(ctx context.Context, id reaction.ID) error {
		if id != numbered(2) {
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}
	p := &reprocess.Pass{Store: s, Ledger: l, Now: c.now, Patience: time.Millisecond}
	r, err := p.Run(t.Context())
	if !errors.Is(err, reprocess.ErrReplay) || len(r.Unreplayed) != 1 || r.Replayed != 3 || r.Audit.Tombstones != 3 {
		t.Errorf("Run = %+v, %v; want one passed over", r, err)
	}
}

// A replay that has no time left stops between two erasures and goes on.
func TestReplayStopsInTime(t *testing.T) {
	t.Parallel()
	s, l, c := undone(t, 12, time.Now()) // contexts go by the machine's clock
	ctx, cancel := context.WithDeadline(t.Context(), c.now().Add(time.Hour))
	defer cancel()
	s.every = func() { c.advance(10 * time.Minute) }
	p := &reprocess.Pass{Store: s, Ledger: l, Now: c.now, Checkpoints: &kept{}}
	if _, err := p.Run(ctx); !errors.Is(err, reprocess.ErrUnfinished) || s.erased != 6 {
		t.Fatalf("Run = %v after %d erasures, want ErrUnfinished after 6", err, s.erased)
	}
	s.every = nil
	if r := must(p.Run(t.Context()))(t); !r.Resumed || r.Replayed != 12 || r.Turned != 12 {
		t.Errorf("report %+v", r)
	}
}

// A crash loses nothing but what came after the last checkpoint, which is done again.
func TestReplayAfterCrash(t *testing.T) {
	t.Parallel()
	s, l, c := undone(t, 12, start)
	k := &kept{}
	s.every = func() {
		if k.saves == 5 {
			k.err = errAway // the power goes: nothing is saved any more
		}
	}
	p := &reprocess.Pass{Store: s, Ledger: l, Now: c.now, Checkpoints: k, Every: -1}
	if _, err := p.Run(t.Context()); !errors.Is(err, errAway) {
		t.Fatalf("Run = %v", err)
	}
	k.err, s.every = nil, nil
	if r := must(p.Run(t.Context()))(t); !r.Resumed || r.Replayed != 12 || r.Audit.Tombstones != 12 {
		t.Errorf("report %+v", r)
	}
}

// unread is a ledger that cannot be read to its end.
type unread struct{ store.Ledger }

func (l unread) Erasures(ctx context.Context, since time.Time) iter.Seq2[store.Erasure, error] {
	return func(yield func(store.Erasure, error) bool) {
		for e, err := range l.Ledger.Erasures(ctx, since) {
			if !yield(e, err) {
				return
			}
			break
		}
		yield(store.Erasure{}, errAway)
	}
}

// A ledger that cannot be read fails the pass, and a recount touches none.
func TestReplayOfABrokenLedger(t *testing.T) {
	s, l, c := undone(t, 4, start)
	p := &reprocess.Pass{Store: s, Ledger: unread{l}, Now: c.now}
	if a := must(p.Verify(t.Context()))(t); a.Tombstones != 0 {
		t.Errorf("a recount erased %d", a.Tombstones)
	}
	if _, err := p.Run(t.Context()); !errors.Is(err, errAway) || s.erased != 1 {
		t.Errorf("Run = %v after %d erasures, want the ledger's error after 1", err, s.erased)
	}
}
