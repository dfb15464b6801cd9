package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"paradox/infra/boltfile"
	"paradox/infra/queue"
	"paradox/infra/queue/bolt"
	"paradox/infra/queue/queuetest"
)

func TestQueue(t *testing.T) {
	queuetest.Run(t, queuetest.Engine{Exact: true, Open: func(name string, visibility time.Duration) (queuetest.Queue, error) {
		return bolt.Open(name, bolt.Options{Visibility: visibility, Now: time.Now})
	}})
}

func open(t *testing.T) *bolt.Queue {
	t.Helper()
	q, err := bolt.Open(filepath.Join(t.TempDir(), "queue"), bolt.Options{Visibility: time.Minute, Now: time.Now})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

func send(t *testing.T, q *bolt.Queue, group string, bodies ...string) {
	t.Helper()
	for _, b := range bodies {
		if err := q.Send(t.Context(), queue.Message{Body: []byte(b), Group: group}); err != nil {
			t.Fatalf("Send: %v", err)
		}
	}
}

func receive(t *testing.T, q *bolt.Queue, max int) (ds []queue.Delivery, bodies string) {
	t.Helper()
	ds, err := q.Receive(t.Context(), max)
	if err != nil {
		t.Fatalf("Receive: %v", err)
	}
	var names []string
	for _, d := range ds {
		names = append(names, string(d.Body))
	}
	return ds, strings.Join(names, " ")
}

// Groups take turns, and within each the oldest comes first, also when it comes back.
func TestOrder(t *testing.T) {
	q := open(t)
	send(t, q, "a", "a1", "a2", "a3", "a4")
	send(t, q, "b", "b1")
	send(t, q, "c", "c1", "c2")
	ds, got := receive(t, q, 4)
	if want := "a1 b1 c1 a2"; got != want {
		t.Errorf("received %q, want %q", got, want)
	}
	if err := q.Retry(t.Context(), 0, ds[3]); err != nil {
		t.Fatalf("Retry: %v", err)
	}
	if _, got := receive(t, q, 10); got != "c2 a2 a3 a4" {
		t.Errorf("received %q, want %q", got, "c2 a2 a3 a4")
	}
}

func TestDepth(t *testing.T) {
	q := open(t)
	send(t, q, "a", "1", "2", "3", "4", "5")
	ds, _ := receive(t, q, 4)
	if err := q.Quarantine(t.Context(), ds[0], queue.Invalid); err != nil {
		t.Fatalf("Quarantine: %v", err)
	}
	if err := q.Ack(t.Context(), ds[1]); err != nil {
		t.Fatalf("Ack: %v", err)
	}
	if err := q.Retry(t.Context(), time.Hour, ds[2]); err != nil {
		t.Fatalf("Retry: %v", err)
	}
	if got, want := q.Depth(), (bolt.Depth{Visible: 1, InFlight: 2, Quarantined: 1}); got != want {
		t.Errorf("Depth = %v, want %v", got, want)
	}
}

// Discard takes what is old enough, and the rest stays.
func TestDiscard(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	q, err := bolt.Open(filepath.Join(t.TempDir(), "queue"), bolt.Options{Visibility: time.Minute, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer q.Close()
	send(t, q, "a", "1", "2", "3")
	ds, _ := receive(t, q, 3)
	first := now
	for _, d := range ds {
		if err := q.Quarantine(t.Context(), d, queue.Undecodable); err != nil {
			t.Fatalf("Quarantine: %v", err)
		}
		now = now.Add(time.Second)
	}
	for _, want := range []int{2, 0} {
		if n, err := q.Discard(t.Context(), first.Add(time.Second)); err != nil || n != want {
			t.Errorf("Discard = %d, %v; want %d", n, err, want)
		}
	}
	for m, err := range q.Quarantined(t.Context()) {
		if err != nil || string(m.Body) != "3" {
			t.Errorf("left: %q, %v", m.Body, err)
		}
	}
	if got := q.Depth(); got != (bolt.Depth{Quarantined: 1}) {
		t.Errorf("Depth = %v, want one in quarantine", got)
	}
}

// Closing wakes who waits.
func TestClose(t *testing.T) {
	q := open(t)
	done := make(chan error)
	go func() {
		_, err := q.Receive(context.Background(), 1)
		done <- err
	}()
	if err := q.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if err := <-done; !errors.Is(err, bolt.ErrClosed) {
		t.Errorf("Receive = %v, want ErrClosed", err)
	}
	if err := q.Send(t.Context(), queue.Message{}); !errors.Is(err, bolt.ErrClosed) {
		t.Errorf("Send = %v, want ErrClosed", err)
	}
}

func TestFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue")
	o := bolt.Options{Visibility: time.Minute, Now: time.Now}
	q, err := bolt.Open(path, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer q.Close()
	if _, err := bolt.Open(path, o); !errors.Is(err, bolt.ErrInUse) {
		t.Errorf("second Open = %v, want ErrInUse", err)
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []bolt.Options{{Now: time.Now}, {Visibility: time.Minute}, {Visibility: -1, Now: time.Now}} {
		if _, err := bolt.Open(filepath.Join(t.TempDir(), "queue"), o); err == nil {
			t.Errorf("Open(%v) is no error", o)
		}
	}
}

func TestLongGroup(t *testing.T) {
	q := open(t)
	if err := q.Send(t.Context(), queue.Message{Group: strings.Repeat("g", 256)}); err == nil {
		t.Errorf("Send takes a group of 256 bytes")
	}
	groups := slices.Repeat([]string{"g"}, 3)
	send(t, q, strings.Repeat("g", 255), groups...)
}

// After Scrub what was acknowledged or discarded is nowhere in the file, and what
// waits is unharmed.
func TestScrub(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue")
	o := bolt.Options{Visibility: time.Minute, Now: time.Now}
	q, err := bolt.Open(path, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer func() { q.Close() }()
	send(t, q, "a", "sentinel-acknowledged", "sentinel-discarded", "stays")
	ds, _ := receive(t, q, 3)
	if err := q.Ack(t.Context(), ds[0]); err != nil {
		t.Fatalf("Ack: %v", err)
	}
	if err := q.Quarantine(t.Context(), ds[1], queue.Invalid); err != nil {
		t.Fatalf("Quarantine: %v", err)
	}
	if n, err := q.Discard(t.Context(), time.Now()); n != 1 || err != nil {
		t.Fatalf("Discard = %d, %v", n, err)
	}
	for _, want := range []bool{true, false} {
		if did, err := q.Scrub(); did != want || err != nil {
			t.Errorf("Scrub = %v, %v, want %v", did, err, want)
		}
	}
	if err := q.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	file, err := os.ReadFile(path)
	if err != nil || bytes.Contains(file, []byte("sentinel")) {
		t.Errorf("the file holds what is gone: %v", err)
	}
	if q, err = bolt.Open(path, o); err != nil {
		t.Fatalf("Open after Scrub: %v", err)
	}
	send(t, q, "a", "later") // its number must not be one that was given before
	if again, got := receive(t, q, 10); got != "stays later" || again[0].Received != 2 || again[0].ID != ds[2].ID {
		t.Errorf("received %q, the first as %s for the %dth time; want what was left and what came", got, again[0].ID, again[0].Received)
	}
}

// What is settled leaves nothing in any bucket.
func TestNothingIsLeftOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue")
	q, err := bolt.Open(path, bolt.Options{Visibility: time.Minute, Now: time.Now})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer func() { q.Close() }()
	send(t, q, "a", "1", "2")
	ds, _ := receive(t, q, 2)
	err = errors.Join(q.Ack(t.Context(), ds[0]), q.Quarantine(t.Context(), ds[1], queue.Invalid))
	if n, discarding := q.Discard(t.Context(), time.Now()); err != nil || n != 1 || discarding != nil {
		t.Fatalf("settling: %v; Discard = %d, %v", err, n, discarding)
	}
	if err := q.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	db, err := boltfile.Open(path)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if n := b.Stats().KeyN; n > 0 {
				t.Errorf("%s holds %d rows", name, n)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
}
