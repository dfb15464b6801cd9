package stacktest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/sandbox"
	"paradox/infra/queue"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

const opinion = "I like what they suggest, but how do they know?"

// sabotaged is a stack with a saboteur in it, and a campaign. What was held by whom it
// killed comes again at once.
func sabotaged(t *testing.T, change ...func(*sandbox.Options)) (*rig, *saboteur) {
	t.Helper()
	s := &saboteur{}
	r := newRig(t, append(change, func(o *sandbox.Options) {
		o.Fault = s.fault
		told := o.Batch
		o.Batch = func(function string, b eventsource.Batch) {
			if b.Err != nil {
				s.giveBack(b)
			}
			told(function, b)
		}
	})...)
	s.lettingGo(again(enginetest.MiniStack(t), r.Provided["ReactionsQueue"].Ref))
	if err := r.store.PutCampaign(t.Context(), store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-01-01"}); err != nil {
		t.Fatal(err)
	}
	return r, s
}

// nth is a plan: the nth call for which of holds is the one to which it is done.
func nth(n int, of func(calls.Request) bool, do act) func(calls.Request) act {
	return func(q calls.Request) act {
		if !of(q) {
			return pass
		}
		if n--; n == 0 {
			return do
		}
		return pass
	}
}

// calling picks a function's calls, by the beginning of the operation and what it is
// about.
func (r *rig) calling(function, operation, what string) func(calls.Request) bool {
	return func(q calls.Request) bool {
		return q.Function == function && strings.HasPrefix(q.Operation, operation) && about(r, q, what)
	}
}

// Intake is killed at each of its steps: what it is then sent again with the same key
// is accepted, and counted once.
func TestIntakeKilled(t *testing.T) {
	t.Parallel()
	r, s := sabotaged(t)
	p := program{r, r.keys(t)}
	writes := r.calling("IntakeFunction", "PutItem", "c|")
	sends := r.calling("IntakeFunction", "SendMessage", "ReactionsQueue")
	var receipts []string
	for i, at := range []struct {
		name string
		plan func(calls.Request) act
	}{
		{"before it claims the key", nth(1, writes, killFirst)},
		{"when it has claimed the key", nth(1, writes, killAfter)},
		{"before it sends", nth(1, sends, killFirst)},
		{"when it has sent", nth(1, sends, killAfter)},
		{"before it settles the claim", nth(2, writes, killFirst)},
		{"when it has settled the claim", nth(2, writes, killAfter)},
	} {
		s.set(r, at.plan)
		via, key := from(t, i), fmt.Sprintf("killed-%d", i)
		receipt, before, err := p.insist(t.Context(), via, key, opinion)
		if err != nil {
			t.Fatalf("killed %s: %v", at.name, err)
		}
		if before[500] != 1 {
			t.Errorf("killed %s: answers before the receipt %v, want one 500", at.name, before)
		}
		s.set(r, nil)
		if again, _, err := p.insist(t.Context(), via, key, opinion); again != receipt || err != nil {
			t.Errorf("killed %s: sent once more it has another receipt, or %v", at.name, err)
		}
		receipts = append(receipts, receipt)
	}
	r.drained(t, len(receipts))
	r.settled(t, ids(t, p.keys, receipts), nil)
	t.Log(s.done.String())
}

// Classify is killed at each of its steps: its batch comes again, what is recorded is
// recorded once, and what nobody can read is put aside once.
func TestClassifyKilled(t *testing.T) {
	t.Parallel()
	var log watch
	r, s := sabotaged(t, log.ended)
	p := program{r, r.keys(t)}
	records := r.calling("ClassifyFunction", "TransactWriteItems", "n|")
	puts := r.calling("ClassifyFunction", "SendMessage", "QuarantineQueue")
	removes := r.calling("ClassifyFunction", "DeleteMessage", "ReactionsQueue")
	holds := r.calling("ClassifyFunction", "ChangeMessageVisibility", "ReactionsQueue")
	var receipts []string
	aside := map[string]queue.Reason{}
	points := []struct {
		name string
		plan func(calls.Request) act
	}{
		{"before it records", nth(1, records, killFirst)},
		{"when it has recorded", nth(1, records, killAfter)},
		{"before it puts aside", nth(1, puts, killFirst)},
		{"when it has put aside", nth(1, puts, killAfter)},
		{"before it removes what is aside", nth(1, removes, killFirst)},
		{"when it has removed what is aside", nth(1, removes, killAfter)},
		{"when it has held what it puts aside", nth(1, holds, killAfter)},
	}
	if testing.Short() {
		points = points[:2]
	}
	for i, at := range points {
		crashes := log.crashes("ClassifyFunction")
		s.set(r, at.plan)
		aside[r.put(t, fmt.Sprintf("nobody reads this, number %d", i))] = queue.Undecodable
		receipt, _, err := p.insist(t.Context(), from(t, i), fmt.Sprintf("classified-%d", i), opinion)
		if err != nil {
			t.Fatalf("killed %s: %v", at.name, err)
		}
		receipts = append(receipts, receipt)
		r.until(t, "it was killed "+at.name, func() bool { return log.crashes("ClassifyFunction") > crashes })
		r.drained(t, len(receipts))
	}
	s.set(r, nil)
	r.settled(t, ids(t, p.keys, receipts), aside)
	t.Log(s.done.String())
}

// A message that comes for the 21st time is put aside unread: whatever it is, it may be
// what ends those who take it.
func TestTooManyAttempts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Stop() // the test receives
	good := reactionFor(1, "They know me too well.")
	id := r.put(t, body(t, good))
	for range 20 {
		r.giveBack(t, r.receive(t, 1)...)
	}
	m := r.receive(t, 1)[0]
	if failed := r.classify(t, m); len(failed) != 0 {
		t.Errorf("%v come back", failed)
	}
	r.settled(t, nil, map[string]queue.Reason{id: queue.TooManyAttempts})
}

// reactionFor is one as intake makes them.
func reactionFor(n int, text string) reaction.Reaction {
	now := time.Now().UTC().Truncate(time.Second)
	return reaction.Reaction{
		ID: reaction.ID(fmt.Sprintf("%032x", n)), Time: now, Expires: now.AddDate(1, 0, 0),
		Source: "form", Channel: "email", Campaign: "autumn", Text: text,
	}
}

// body is the one message of some reactions.
func body(t *testing.T, rs ...reaction.Reaction) string {
	t.Helper()
	bodies, err := reaction.Encode(rs)
	if err != nil || len(bodies) != 1 {
		t.Fatalf("%d bodies, %v", len(bodies), err)
	}
	return string(bodies[0])
}
