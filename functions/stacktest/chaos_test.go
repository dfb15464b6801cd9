package stacktest_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/sandbox"
	"paradox/infra/queue"
	"paradox/infra/reaction"
)

// The sizes of a run of chaos.
const (
	senders    = 4  // at a time
	posts      = 12 // of each
	deliveries = 3  // of every message, at least
)

// Whatever befalls the stack, each accepted feedback is counted once, and what nobody
// can record is put aside for the right reason: processes are killed in the middle of
// what they do, calls are throttled, in conflict, cut off or done without an answer,
// every message is delivered three times and more, and a few are poison.
func TestChaos(t *testing.T) {
	t.Parallel()
	seeds := 3
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed+1), func(t *testing.T) {
			t.Parallel()
			chaos(t, uint64(seed+1))
		})
	}
}

func chaos(t *testing.T, seed uint64) {
	d := &delivered{failed: map[string]int{}}
	r, s := sabotaged(t, d.watch)
	p := program{r, r.keys(t)}
	random := rand.New(rand.NewPCG(seed, 6))
	s.set(r, mayhem(random, d.often))

	aside, want := r.poison(t, seed)
	receipts := p.sendMany(t)
	d.expect(len(receipts) + len(aside)) // from now on it can be said that all came often
	r.until(t, "every message came often enough", d.often)
	want = append(want, ids(t, p.keys, receipts)...)
	r.until(t, "all are counted", func() bool { return r.counted(t) >= int64(len(want)) })
	s.set(r, nil)
	r.drained(t, len(want))
	r.settled(t, want, aside)
	t.Logf("seed %d: %d accepted; %s", seed, len(receipts), s.done.String())
}

// mayhem is the plan of a run: one call in seven fails in some way, one in forty kills
// its function; and until every message came often enough, whatever classify records
// kills it, half of the time when it is recorded.
func mayhem(random *rand.Rand, often func() bool) func(calls.Request) act {
	return func(q calls.Request) act {
		chance := random.Float64()
		if q.Function == "ClassifyFunction" && q.Operation == "TransactWriteItems" && !often() {
			return []act{killFirst, killAfter}[random.IntN(2)]
		}
		switch {
		case q.Function != "ClassifyFunction" && q.Function != "IntakeFunction":
			return pass
		case chance < 0.0125:
			return killFirst
		case chance < 0.025:
			return killAfter
		case chance < 0.165:
			return []act{throttle, conflict, drop, lose}[random.IntN(4)]
		}
		return pass
	}
}

// delivered counts the deliveries of messages that came to nothing.
type delivered struct {
	mu     sync.Mutex
	want   int // messages; 0 while it is not known
	failed map[string]int
}

// watch adds itself to whoever is told of batches.
func (d *delivered) watch(o *sandbox.Options) {
	told := o.Batch
	o.Batch = func(function string, b eventsource.Batch) {
		if b.Err != nil {
			d.mu.Lock()
			for _, id := range b.Messages {
				d.failed[id]++
			}
			d.mu.Unlock()
		}
		told(function, b)
	}
}

func (d *delivered) expect(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.want = n
}

// often reports whether each message that is expected failed as often as it takes for
// its next delivery to be the third.
func (d *delivered) often() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.want == 0 || len(d.failed) < d.want {
		return false
	}
	for _, n := range d.failed {
		if n < deliveries-1 {
			return false
		}
	}
	return true
}

// poison puts messages on the queue that cannot be recorded. It returns what must
// become of them: the reasons by message id, and the ids of reactions that stood beside
// a bad one.
func (r *rig) poison(t *testing.T, seed uint64) (aside map[string]queue.Reason, good []reaction.ID) {
	t.Helper()
	n := int(seed) * 100
	handle, long, fine := reactionFor(n, "I like it."), reactionFor(n+1, strings.Repeat("x", reaction.MaxText+1)), reactionFor(n+2, "They know too much.")
	handle.Author = "@jan.kowalski"
	return map[string]queue.Reason{
		r.put(t, "nobody can read this"):                       queue.Undecodable,
		r.put(t, `{"v":9,"reactions":[{"id":"1"}]}`):           queue.Undecodable,
		r.put(t, `{"v":1,"reactions":[]}`):                     queue.Undecodable,
		r.put(t, strings.TrimSuffix(body(t, fine), "}")):       queue.Undecodable,
		r.put(t, body(t, handle)):                              queue.Invalid,
		r.put(t, body(t, long)):                                queue.Invalid,
		r.put(t, strings.ReplaceAll(body(t, fine), `"0`, `"`)): queue.Invalid,
		r.put(t, body(t, fine, handle)):                        queue.Invalid,
	}, []reaction.ID{fine.ID}
}

// sendMany sends feedback from several addresses at a time until all is accepted.
func (p program) sendMany(t *testing.T) (receipts []string) {
	t.Helper()
	vias := make([]*http.Transport, senders*posts)
	for n := range vias {
		vias[n] = from(t, n)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for sender := range senders {
		wg.Go(func() {
			for n := range posts {
				number := sender*posts + n
				text := fmt.Sprintf("Offer number %d fits me, but it is creepy how closely you track me.", number)
				receipt, _, err := p.insist(t.Context(), vias[number], fmt.Sprintf("chaos-%d", number), text)
				if err != nil {
					t.Errorf("sender %d: %v", sender, err)
					return
				}
				mu.Lock()
				receipts = append(receipts, receipt)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(receipts)
	if whole := len(receipts); len(slices.Compact(receipts)) != whole {
		t.Error("two feedbacks have the same receipt")
	}
	return receipts
}
