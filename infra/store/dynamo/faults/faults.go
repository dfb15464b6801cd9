package faults

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/smithy-go/middleware"
)

// Kind is a sort of fault.
type Kind int

// The faults. Each befalls only the calls that it can.
const (
	Conflict    Kind = iota // writes: another transaction has an item in hand
	Throttle                // too many requests, under any of the names for it
	Unsent                  // the request did not arrive; looks like Lost
	Lost                    // the request was carried out, its answer did not arrive
	Late                    // writes: looks like Lost, but the request arrives some calls later
	Internal                // an internal error, after which the request was carried out or not
	Cancel                  // the caller's context is cancelled, before or after; see Cancellable
	DieBefore               // the program dies before the request
	DieAfter                // the program dies after the request was carried out
	Unprocessed             // batches: only some keys are processed
	ShortPage               // queries and scans: a page of a few items
	HalfReasons             // cancelled transactions: only one of several failed conditions is named, or a conflict besides

	// Contended is not drawn: it is counted where writes really met.
	Contended

	numKinds
)

var kindNames = [numKinds]string{
	"conflict", "throttle", "unsent", "lost", "late", "internal", "cancel", "die before", "die after",
	"unprocessed", "short page", "half reasons", "contended",
}

// String returns the kind in lower case.
func (k Kind) String() string { return kindNames[k] }

// Rates are the shares of calls, from 0 to 1, that meet a fault of each kind.
// ShortPage and HalfReasons come on top of the others; those add up to 1 at most.
type Rates map[Kind]float64

// Rough is weather in which about a call in five meets something.
func Rough() Rates {
	return Rates{
		Conflict: 0.05, Throttle: 0.02, Unsent: 0.02, Lost: 0.03, Late: 0.02, Internal: 0.02, Cancel: 0.005,
		DieBefore: 0.004, DieAfter: 0.006, Unprocessed: 0.05, ShortPage: 0.3, HalfReasons: 0.5,
	}
}

// Faults is the weather of one test: what it injects follows from its seed and the
// number of the call, and it watches the items that all its lives have in hand. It
// is safe for concurrent use.
type Faults struct {
	seed  uint64
	rates Rates
	dead  error // what a dead program's calls end with
	calls atomic.Uint64
	met   [numKinds]atomic.Int64
	hands hands

	mu     sync.Mutex
	tokens map[string]progress // of transactions, by client token
	late   []late              // requests that have not arrived yet
}

// progress is what is known of a transaction by its client token.
type progress int

const (
	unknown  progress = iota
	underWay          // somebody waits in vain for its answer
	finished          // it was carried out: sent again, it succeeds and changes nothing
)

// late is a request that arrives after a number of calls.
type late struct {
	after  uint64
	arrive func()
}

// New returns weather of those rates. Calls of a program that has died fail with an
// error matching dead.
func New(seed uint64, rates Rates, dead error) *Faults {
	return &Faults{
		seed: seed, rates: rates, dead: dead,
		hands: hands{taken: map[string]holders{}}, tokens: map[string]progress{},
	}
}

// Met returns how many calls met a fault of that kind.
func (f *Faults) Met(k Kind) int { return int(f.met[k].Load()) }

// Calls returns how many calls were made, those after a death not counted.
func (f *Faults) Calls() int { return int(f.calls.Load()) }

// String lists the calls and what they met.
func (f *Faults) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d calls", f.Calls())
	for k := range numKinds {
		if n := f.Met(k); n > 0 {
			fmt.Fprintf(&b, ", %d %v", n, k)
		}
	}
	return b.String()
}

// Life is one run of a program: what is opened again after a death is a new one.
type Life struct {
	faults *Faults
	over   atomic.Bool
}

// Live begins a life.
func (f *Faults) Live() *Life { return &Life{faults: f} }

// Dead reports whether the life has ended.
func (l *Life) Dead() bool { return l.over.Load() }

// Middleware puts the weather before a client of this life; it is an API option of
// the SDK. Middleware that rewrites requests goes into the Initialize step: the
// weather sees what they make of them.
func (l *Life) Middleware(stack *middleware.Stack) error {
	return stack.Serialize.Add(middleware.SerializeMiddlewareFunc("Faults", l.handle), middleware.Before)
}

// draw is the luck of one call.
type draw struct {
	*rand.Rand
}

// begin counts a call, draws its luck, and lets arrive before it what is late.
func (f *Faults) begin() draw {
	n := f.calls.Add(1)
	for _, arrive := range f.arriving(n) {
		arrive()
	}
	return draw{rand.New(rand.NewPCG(f.seed, n))}
}

// arriving takes those of the late requests whose time has come.
func (f *Faults) arriving(n uint64) (now []func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.late = slices.DeleteFunc(f.late, func(l late) bool {
		due := l.after <= n
		if due {
			now = append(now, l.arrive)
		}
		return due
	})
	return now
}

// fault picks at most one of the kinds that can befall a call.
func (f *Faults) fault(d draw, possible []Kind) (Kind, bool) {
	at := d.Float64()
	for _, k := range possible {
		if at -= f.rates[k]; at < 0 {
			return k, true
		}
	}
	return 0, false
}

// also decides about a fault that comes on top of others.
func (f *Faults) also(d draw, k Kind) bool { return d.Float64() < f.rates[k] }
