package groupcommit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"paradox/infra/groupcommit"
)

// table is a database of one list: a transaction that fails leaves no trace, and
// one that succeeds takes a second.
type table struct {
	rows    []int
	commits int
}

func (t *table) update(fn func(*[]int) error) error {
	rows := slices.Clone(t.rows)
	if err := fn(&rows); err != nil {
		return err
	}
	time.Sleep(time.Second) // of the bubble's time
	t.rows, t.commits = rows, t.commits+1
	return nil
}

func put(v int) func(*[]int) error {
	return func(rows *[]int) error {
		*rows = append(*rows, v)
		return nil
	}
}

func TestLoneWriterDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &table{}
		l := groupcommit.New(db.update)
		defer l.Close()
		began := time.Now()
		if err := l.Do(t.Context(), put(1)); err != nil {
			t.Fatalf("Do: %v", err)
		}
		if d := time.Since(began); d != time.Second {
			t.Errorf("one commit took %v, want its own second", d)
		}
	})
}

// While one transaction is written, the others gather and share the next.
func TestSharing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &table{}
		l := groupcommit.New(db.update)
		defer l.Close()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				if err := l.Do(t.Context(), put(i)); err != nil {
					t.Errorf("Do: %v", err)
				}
			})
		}
		wg.Wait()
		if len(db.rows) != 40 || db.commits > 2 {
			t.Errorf("%d rows in %d commits, want 40 in at most 2", len(db.rows), db.commits)
		}
	})
}

// No call waits for the work of any number of others.
func TestGroupsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &table{}
		l := groupcommit.New(db.update)
		defer l.Close()
		var wg sync.WaitGroup
		for i := range 1 + 64 + 64 + 1 {
			wg.Go(func() {
				if err := l.Do(t.Context(), put(i)); err != nil {
					t.Errorf("Do: %v", err)
				}
			})
		}
		wg.Wait()
		if len(db.rows) != 130 || db.commits < 3 {
			t.Errorf("%d rows in %d commits, want 130 in at least 3", len(db.rows), db.commits)
		}
	})
}

// A failing call leaves nothing behind and costs the others nothing, be they many
// or one.
func TestOneFails(t *testing.T) {
	for _, n := range []int{2, 3, 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { failEveryFifth(t, n) })
		})
	}
}

// failEveryFifth lets n calls share a transaction, of which the first fails, and
// then each fifth.
func failEveryFifth(t *testing.T, n int) {
	db := &table{}
	l := groupcommit.New(db.update)
	defer l.Close()
	wrong := errors.New("wrong")
	var wg sync.WaitGroup
	wg.Go(func() { l.Do(t.Context(), put(-1)) })
	synctest.Wait() // it is being written: the others gather
	want := []int{-1}
	for i := range n {
		if i%5 != 0 {
			want = append(want, i)
		}
		wg.Go(func() {
			err := l.Do(t.Context(), func(rows *[]int) error {
				put(i)(rows)
				if i%5 == 0 {
					return wrong
				}
				return nil
			})
			if (i%5 == 0) != errors.Is(err, wrong) {
				t.Errorf("Do(%d) = %v", i, err)
			}
		})
	}
	wg.Wait()
	slices.Sort(db.rows)
	if !slices.Equal(db.rows, want) {
		t.Errorf("rows %v, want %v", db.rows, want)
	}
}

// Who gives up while waiting has written nothing.
func TestGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &table{}
		l := groupcommit.New(db.update)
		defer l.Close()
		var wg sync.WaitGroup
		wg.Go(func() { l.Do(t.Context(), put(1)) })
		synctest.Wait() // the first is being written
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := l.Do(ctx, put(2)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do = %v, want DeadlineExceeded", err)
		}
		wg.Wait()
		if !slices.Equal(db.rows, []int{1}) {
			t.Errorf("rows %v, want 1 alone", db.rows)
		}
	})
}

func TestClosed(t *testing.T) {
	db := &table{}
	l := groupcommit.New(db.update)
	l.Close()
	l.Close()
	if err := l.Do(t.Context(), put(1)); !errors.Is(err, groupcommit.ErrClosed) {
		t.Errorf("Do after Close = %v, want ErrClosed", err)
	}
}
