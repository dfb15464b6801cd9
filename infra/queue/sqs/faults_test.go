package sqs_test

import (
	"math/rand/v2"
	"sync"
)

// The faults that may strike a call, and what they do.
const (
	none             = ""
	throttled        = "throttled"
	away             = "503"
	timeoutBefore    = "timeout before"
	timeoutAfter     = "timeout after it was applied"
	someRefused      = "some entries fail"
	someThrottled    = "some entries are throttled"
	someThoughDone   = "some entries fail, though applied"
	someNotMentioned = "some entries are not mentioned"
)

var kinds = []string{throttled, away, timeoutBefore, timeoutAfter, someRefused, someThrottled, someThoughDone, someNotMentioned}

// faults strike two calls of five, by seed, and note what became of each body.
type faults struct {
	mu      sync.Mutex
	random  *rand.Rand
	applied map[string]int // how often a body reached a queue
	told    map[string]int // how often its sender was told so
	struck  map[string]int // how often a fault did
}

func newFaults(seed uint64) *faults {
	return &faults{
		random:  rand.New(rand.NewPCG(seed, 5)),
		applied: map[string]int{}, told: map[string]int{}, struck: map[string]int{},
	}
}

// draw is a fault and, for n entries of a batch, which of them it strikes.
func (f *faults) draw(n int) (kind string, which []bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	which = make([]bool, n)
	if f.random.IntN(5) < 3 {
		return none, which
	}
	kind = kinds[f.random.IntN(len(kinds))]
	f.struck[kind]++
	for i := range which {
		which[i] = f.random.IntN(2) == 0
	}
	return kind, which
}

// wire is where the faults strike.
func (f *faults) wire(operation string, in object, ask func(object) object) (object, int, error) {
	batch := entries(in, "Entries")
	kind, which := f.draw(len(batch))
	switch kind {
	case throttled:
		return refuse("RequestThrottled"), 400, nil
	case away:
		return refuse("ServiceUnavailable"), 503, nil
	case timeoutBefore:
		return nil, 0, timeout{}
	case timeoutAfter:
		f.note(in, ask(in), nil)
		return nil, 0, timeout{}
	}
	out := object{}
	if sent := pick(batch, which, kind == none || kind == someThoughDone); len(batch) == 0 || len(sent) > 0 {
		if len(batch) > 0 {
			in = object{"QueueUrl": in["QueueUrl"], "Entries": sent}
		}
		out = ask(in)
	}
	hidden := map[any]bool{}
	var failed []any
	for i, e := range batch {
		if !which[i] {
			continue
		}
		if hidden[e["Id"]] = true; kind != someNotMentioned {
			failed = append(failed, object{"Id": e["Id"], "Code": codes[kind], "SenderFault": kind == someThrottled})
		}
	}
	f.note(in, out, hidden)
	if len(batch) > 0 {
		var successful []any
		for _, s := range entries(out, "Successful") {
			if !hidden[s["Id"]] {
				successful = append(successful, s)
			}
		}
		for _, r := range entries(out, "Failed") {
			if !hidden[r["Id"]] {
				failed = append(failed, r)
			}
		}
		out["Successful"], out["Failed"] = successful, failed
	}
	return out, 0, nil
}

var codes = map[string]string{someRefused: "InternalError", someThrottled: "RequestThrottled", someThoughDone: "InternalError"}

// pick is what of a batch reaches the engine.
func pick(batch []object, which []bool, all bool) []any {
	var sent []any
	for i, e := range batch {
		if all || !which[i] {
			sent = append(sent, e)
		}
	}
	return sent
}

// note counts the bodies that were applied, and those of which the sender hears.
func (f *faults) note(in, out object, hidden map[any]bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	bodies := map[any]any{}
	for _, e := range entries(in, "Entries") {
		bodies[e["Id"]] = e["MessageBody"]
	}
	for _, s := range entries(out, "Successful") {
		body, isSend := bodies[s["Id"]].(string)
		if !isSend {
			continue
		}
		if f.applied[body]++; hidden != nil && !hidden[s["Id"]] {
			f.told[body]++
		}
	}
}
