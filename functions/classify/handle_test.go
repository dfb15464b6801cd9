package classify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"paradox/analysis/label"
	"paradox/functions/classify"
	"paradox/infra/queue"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

func TestHandle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		setup  func(*rig)
		make   func(*testing.T, *rig) []queue.Delivery
		want   []classify.Action
		reason queue.Reason
		n      int64 // counted
	}{
		{name: "a batch", make: func(t *testing.T, r *rig) []queue.Delivery {
			return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "en a"), r.reaction(2, "en b")), r.delivery(t, 2, r.reaction(3, "en c"))}
		}, want: []classify.Action{classify.Ack, classify.Ack}, n: 3},
		{name: "duplicates", make: func(t *testing.T, r *rig) []queue.Delivery {
			return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "en a")), r.delivery(t, 1, r.reaction(1, "en a"))}
		}, want: []classify.Action{classify.Ack, classify.Ack}, n: 1},
		{name: "undecodable", make: func(t *testing.T, r *rig) []queue.Delivery {
			return []queue.Delivery{{Body: []byte("sentinel"), Received: 1}, r.delivery(t, 1, r.reaction(1, "en a"))}
		}, want: []classify.Action{classify.Quarantine, classify.Ack}, reason: queue.Undecodable, n: 1},
		{name: "of another version", make: func(t *testing.T, r *rig) []queue.Delivery {
			return []queue.Delivery{{Body: []byte(`{"v":9,"reactions":[]}`), Received: 1}}
		}, want: []classify.Action{classify.Quarantine}, reason: queue.Undecodable},
		{name: "empty", make: func(t *testing.T, r *rig) []queue.Delivery {
			return []queue.Delivery{{Body: []byte(`{"v":1}`), Received: 1}}
		}, want: []classify.Action{classify.Quarantine}, reason: queue.Undecodable},
		{name: "an invalid reaction costs its neighbours nothing", make: func(t *testing.T, r *rig) []queue.Delivery {
			bad := r.reaction(2, "en sentinel")
			bad.Channel = "sentinel"
			return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "en a"), bad, r.reaction(3, "en c")), r.delivery(t, 1, r.reaction(4, "en d"))}
		}, want: []classify.Action{classify.Quarantine, classify.Ack}, reason: queue.Invalid, n: 3},
		{name: "a label that no counter knows", make: func(t *testing.T, r *rig) []queue.Delivery {
			return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "toneless sentinel"), r.reaction(2, "en b"))}
		}, want: []classify.Action{classify.Quarantine}, reason: queue.Invalid, n: 1},
		{name: "a panic fails its own message only", setup: func(r *rig) { r.store.poison, r.store.panic = "en sentinel", true },
			make: func(t *testing.T, r *rig) []queue.Delivery {
				return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "en a")), r.delivery(t, 1, r.reaction(2, "en sentinel"), r.reaction(3, "en c"))}
			}, want: []classify.Action{classify.Ack, classify.Retry}, n: 2},
		{name: "a poison holds its batch up twice", setup: func(r *rig) { r.store.poison = "en sentinel" },
			make: func(t *testing.T, r *rig) []queue.Delivery {
				return []queue.Delivery{r.delivery(t, 2, r.reaction(1, "en a")), r.delivery(t, 2, r.reaction(2, "en sentinel"))}
			}, want: []classify.Action{classify.Retry, classify.Retry}},
		{name: "and is alone the third time", setup: func(r *rig) { r.store.poison = "en sentinel" },
			make: func(t *testing.T, r *rig) []queue.Delivery {
				return []queue.Delivery{r.delivery(t, 3, r.reaction(1, "en a")), r.delivery(t, 3, r.reaction(2, "en sentinel"), r.reaction(3, "en c"))}
			}, want: []classify.Action{classify.Ack, classify.Retry}, n: 2},
		{name: "until there is no hope", setup: func(r *rig) { r.store.poison = "en sentinel" },
			make: func(t *testing.T, r *rig) []queue.Delivery {
				return []queue.Delivery{r.delivery(t, 20, r.reaction(2, "en sentinel"), r.reaction(3, "en c"))}
			}, want: []classify.Action{classify.Quarantine}, reason: queue.TooManyAttempts, n: 1},
		{name: "a broken analysis is an outage", setup: func(r *rig) { r.c.Analyze = func(string) label.Result { panic("sentinel") } },
			make: func(t *testing.T, r *rig) []queue.Delivery {
				return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "en a")), r.delivery(t, 3, r.reaction(2, "en b"))}
			}, want: []classify.Action{classify.Retry, classify.Retry}},
		{name: "the store is down", setup: func(r *rig) { r.store.err = errors.New("down") },
			make: func(t *testing.T, r *rig) []queue.Delivery {
				bad := r.reaction(3, "en c")
				bad.Channel = ""
				return []queue.Delivery{r.delivery(t, 1, r.reaction(1, "en a")), r.delivery(t, 3, r.reaction(2, "en b"), bad)}
			}, want: []classify.Action{classify.Retry, classify.Retry}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			if tt.setup != nil {
				tt.setup(r)
			}
			ds := tt.make(t, r)
			vs := r.c.Handle(t.Context(), ds)
			if len(vs) != len(tt.want) {
				t.Fatalf("%d verdicts, want %d", len(vs), len(tt.want))
			}
			for i, v := range vs {
				if v.Action != tt.want[i] || v.Delivery.ID != ds[i].ID {
					t.Errorf("verdict %d: action %d, want %d (%v)", i, v.Action, tt.want[i], v.Err)
				}
				if v.Action == classify.Quarantine && v.Reason != tt.reason {
					t.Errorf("reason %q, want %q", v.Reason, tt.reason)
				}
				if (v.Action == classify.Ack) != (v.Err == nil) || (v.Action == classify.Retry) != (v.Wait > 0) {
					t.Errorf("verdict %d: %+v", i, v)
				}
				if v.Err != nil && strings.Contains(v.Err.Error(), "sentinel") {
					t.Errorf("the error quotes the text: %v", v.Err)
				}
			}
			if n := r.counts(t)[store.N]; n != tt.n {
				t.Errorf("%d counted, want %d", n, tt.n)
			}
			r.verify(t)
		})
	}
}

// Labelling asks nobody whether there is time; so it looks for itself.
func TestLabellingEndsWithTheTime(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	labelled, analyze := 0, r.c.Analyze
	r.c.Analyze = func(text string) label.Result { labelled++; cancel(); return analyze(text) }
	v := r.c.Handle(ctx, []queue.Delivery{r.delivery(t, 3, r.reaction(1, "en a"), r.reaction(2, "en b"), r.reaction(3, "en c"))})[0]
	if v.Action != classify.Retry || !errors.Is(v.Err, context.Canceled) || labelled != 1 {
		t.Errorf("verdict %+v after %d labels, want another try after one", v, labelled)
	}
	if n := strings.Count(v.Err.Error(), context.Canceled.Error()); n != 1 {
		t.Errorf("the error says it %d times: %v", n, v.Err)
	}
}

// Of a message that is put aside only what was not recorded stays: an erasure does
// not reach the quarantine.
func TestQuarantineHoldsNoGoodText(t *testing.T) {
	r := newRig(t)
	r.store.poison = "en poison"
	invalid := r.reaction(2, "en invalid")
	invalid.Channel = "pigeon"
	vs := r.c.Handle(t.Context(), []queue.Delivery{
		r.delivery(t, 1, r.reaction(1, "en good"), invalid),
		r.delivery(t, 20, r.reaction(3, "en poison"), r.reaction(4, "en good too")),
	})
	for i, want := range []reaction.Reaction{invalid, r.reaction(3, "en poison")} {
		rs, err := reaction.Decode(vs[i].Delivery.Body)
		if vs[i].Action != classify.Quarantine || err != nil || len(rs) != 1 || rs[0] != want {
			t.Errorf("verdict %d: action %d, left are %v, %v; want the bad one alone", i, vs[i].Action, rs, err)
		}
	}
	if n := r.counts(t)[store.N]; n != 2 {
		t.Errorf("%d counted, want the good ones", n)
	}
}

// A message that kills whoever takes it never gets a verdict; how often it was
// handed out says enough.
func TestKillerIsPutAside(t *testing.T) {
	r := newRig(t)
	r.c.Analyze = func(string) label.Result { t.Error("it was tried again"); return label.Result{Unclassified: true} }
	v := r.c.Handle(t.Context(), []queue.Delivery{r.delivery(t, 21, r.reaction(1, "en a"))})[0]
	if v.Action != classify.Quarantine || v.Reason != queue.TooManyAttempts || v.Err == nil {
		t.Errorf("verdict %+v, want the quarantine", v)
	}
}

func TestWaitsGrow(t *testing.T) {
	r := newRig(t)
	r.store.err = errors.New("down")
	var last time.Duration
	var all time.Duration
	for received := 1; received < 20; received++ {
		v := r.c.Handle(t.Context(), []queue.Delivery{r.delivery(t, received, r.reaction(1, "en a"))})[0]
		if v.Wait < last || v.Wait <= 0 || v.Wait > 10*time.Minute {
			t.Errorf("delivery %d waits %v after %v", received, v.Wait, last)
		}
		last = v.Wait
		all += v.Wait
	}
	if all < 90*time.Minute {
		t.Errorf("a store may be away for %v only", all)
	}
}

// D5: what is delivered three times counts once, poison or not.
func TestReplayChangesNothing(t *testing.T) {
	r := newRig(t)
	r.store.poison = "en poison"
	var ds []queue.Delivery
	for i := range 20 {
		text := "en fine"
		if i == 7 {
			text = "en poison"
		}
		ds = append(ds, r.delivery(t, 1, r.reaction(3*i, text), r.reaction(3*i+1, "pl dobrze"), r.reaction(3*i+2, "de gut")))
	}
	ds = append(ds, queue.Delivery{ID: "x", Body: []byte("{"), Received: 1})
	for received := 1; received <= 5; received++ {
		for i := range ds {
			ds[i].Received = received
		}
		r.c.Handle(t.Context(), ds)
		if received == 3 {
			c := r.counts(t)
			if c[store.N] != 59 || c[store.Unclassified] != 20 {
				t.Fatalf("counted %d, unclassified %d, want 59 and 20", c[store.N], c[store.Unclassified])
			}
		}
	}
	if c := r.counts(t); c[store.N] != 59 {
		t.Errorf("after the replay: %d", c[store.N])
	}
	r.verify(t)
}
