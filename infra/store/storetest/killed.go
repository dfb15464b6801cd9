package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// victimEnv names the store for the program that is to be killed.
const victimEnv = "PARADOX_STORETEST_VICTIM"

// The import of a victim: lanes of writers, each recording its own batches in order
// and erasing the first entry of each before it goes on.
const (
	lanes     = 3
	batchSize = 50
)

// laneEntry is entry i of batch b of a lane. Half have authors.
func laneEntry(lane, b, i int) store.Entry {
	n := (lane*10000+b)*batchSize + i
	x := plain(n, "")
	if n%2 == 0 {
		x.Reaction.Author = author(n % 97)
	}
	return x
}

func laneBatch(lane, b int) []store.Entry {
	es := make([]store.Entry, batchSize)
	for i := range es {
		es[i] = laneEntry(lane, b, i)
	}
	return es
}

// killed runs imports in a program of their own (this test binary, this test) and
// ends each with SIGKILL after some acknowledged batches. What was acknowledged
// must be there, the counters must agree, and the same import again must complete.
func killed(t *testing.T, open Opener) {
	if name := os.Getenv(victimEnv); name != "" {
		victim(t, open, name)
		return
	}
	name := filepath.Join(t.TempDir(), "store")
	var acked [lanes]int // batches acknowledged so far
	kills := []int{4, 17, 1, 2, 9, 40}
	if testing.Short() {
		kills = kills[:2]
	}
	for round, after := range kills {
		for lane, n := range importUntilKilled(t, name, after) {
			acked[lane] = max(acked[lane], n)
		}
		s, err := open(name, (&clock{t: start}).now)
		if err != nil {
			t.Fatalf("round %d: Open after the kill: %v", round, err)
		}
		checkSurvivors(t, s, acked)
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	s, err := open(name, (&clock{t: start}).now)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer s.Close()
	finishImport(t, s, acked)
}

// victim imports until it is killed. It writes "ack <lane> <batches>" after each
// batch.
func victim(t *testing.T, open Opener, name string) {
	s, err := open(name, (&clock{t: start}).now)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	var out sync.Mutex
	var wg sync.WaitGroup
	for lane := range lanes {
		wg.Go(func() {
			for b := range 10000 {
				es := laneBatch(lane, b)
				_, err := s.Record(context.Background(), es)
				if err == nil {
					_, err = s.Erase(context.Background(), es[0].Reaction.ID)
				}
				if err != nil {
					t.Errorf("lane %d, batch %d: %v", lane, b, err)
					return
				}
				out.Lock()
				fmt.Printf("ack %d %d\n", lane, b+1)
				out.Unlock()
			}
		})
	}
	wg.Wait()
}

// importUntilKilled returns how many batches of each lane were acknowledged.
func importUntilKilled(t *testing.T, name string, after int) (acked [lanes]int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatalf("finding the test binary: %v", err)
	}
	pattern := "^" + strings.ReplaceAll(t.Name(), "/", "$/^") + "$"
	cmd := exec.Command(self, "-test.run="+pattern, "-test.count=1")
	cmd.Env = append(os.Environ(), victimEnv+"="+name)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatalf("piping the victim: %v", err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting the victim: %v", err)
	}
	seen := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) != 3 || f[0] != "ack" {
			t.Logf("victim: %s", lines.Text())
			continue
		}
		lane, err1 := strconv.Atoi(f[1])
		n, err2 := strconv.Atoi(f[2])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatalf("victim wrote %q: %v", lines.Text(), err)
		}
		acked[lane] = n
		if seen++; seen == after { // what it wrote before it died is still read
			if err := cmd.Process.Kill(); err != nil {
				t.Fatalf("killing the victim: %v", err)
			}
		}
	}
	if err := cmd.Wait(); seen < after {
		t.Fatalf("the victim ended by itself after %d batches: %v", seen, err)
	}
	return acked
}

// quiet reads a store until the counters are the same before and after: an engine in
// another process may still be doing what the victim sent it last.
func quiet(t *testing.T, s store.Store) (sts []store.Stored, counters figures) {
	t.Helper()
	for range 100 {
		before := countedIn(t, s)
		sts = collect(t, "All", store.All(t.Context(), s))
		if counters = countedIn(t, s); maps.Equal(before, counters) {
			return sts, counters
		}
	}
	t.Fatalf("the counters still move though nobody writes")
	return nil, nil
}

// checkSurvivors expects every acknowledged entry whole, every acknowledged erasure
// done, and counters that are the sum.
func checkSurvivors(t *testing.T, s store.Store, acked [lanes]int) {
	t.Helper()
	there := map[reaction.ID]store.Stored{}
	want := figures{}
	sts, counters := quiet(t, s)
	for _, st := range sts {
		there[st.Reaction.ID] = st
		if st.State != store.Tombstone {
			want.add(st.Entry, 1)
		}
	}
	for lane, batches := range acked {
		for b := range batches {
			for i, e := range laneBatch(lane, b) {
				st := store.Stored{Entry: e, State: store.Whole}
				if i == 0 {
					st = store.Stored{Entry: store.Entry{Reaction: reaction.Reaction{ID: e.Reaction.ID}}, State: store.Tombstone}
				}
				if diff := cmp.Diff(st, there[e.Reaction.ID]); diff != "" {
					t.Fatalf("acknowledged entry of lane %d, batch %d (-want +got):\n%s", lane, b, diff)
				}
			}
		}
	}
	if diff := cmp.Diff(want, counters); diff != "" {
		t.Fatalf("counters (-recount +store):\n%s", diff)
	}
	audit, err := store.Verify(context.Background(), s, s)
	if err != nil || len(audit.Wrong) > 0 {
		t.Fatalf("Verify: %v, %v", err, audit.Wrong)
	}
}

// finishImport records every lane again, beyond where any victim came. It expects
// that nothing acknowledged is recorded anew, and exact counters in the end.
func finishImport(t *testing.T, s store.Store, acked [lanes]int) {
	t.Helper()
	want, resumed := figures{}, 0
	for lane, batches := range acked {
		for b := range batches + lanes + 1 {
			es := laneBatch(lane, b)
			got, err := s.Record(context.Background(), es)
			if err != nil {
				t.Fatalf("Record again: %v", err)
			}
			for i, o := range got {
				known := store.Duplicate
				if i == 0 && (b < batches || o == store.Erased) { // else the kill lay before the erasure
					known = store.Erased
				}
				if o != known && (o != store.Recorded || b < batches) {
					t.Fatalf("lane %d, batch %d of %d acknowledged, entry %d: %v", lane, b, batches, i, o)
				}
				if o == store.Recorded {
					resumed++
				}
				if o != store.Erased {
					want.add(es[i], 1)
				}
			}
		}
	}
	if resumed == 0 {
		t.Errorf("the import had nothing left to do")
	}
	if diff := cmp.Diff(want, countedIn(t, s)); diff != "" {
		t.Fatalf("counters after the import (-want +got):\n%s", diff)
	}
}
