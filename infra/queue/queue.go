// Package queue is the contract between those who accept reactions and those
// who classify them: what was sent is delivered at least once, in any order,
// until it is acknowledged or quarantined. queuetest holds the suite that every
// engine passes.
package queue

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"
)

// MaxBody is the largest body that is taken, in bytes.
const MaxBody = 256 << 10

// ErrTooLarge is returned for a body beyond MaxBody; nothing of that Send is kept.
var ErrTooLarge = errors.New("queue: body too large")

// ErrLost is returned for a delivery whose time ran out: it has been, or will
// be, delivered again. An engine across a network may not know: there a delivery
// whose time ran out, or that was given back, may count as held until somebody else
// takes the message, and one whose message is gone may be reported as lost. So an
// error that matches ErrLost asks for nothing to be done, and none does not say that
// nobody else worked on the message. Where something else failed besides, the error is
// that failure's and does not match.
var ErrLost = errors.New("queue: delivery no longer held")

// ErrNotAside is returned for an id under which nothing is put aside, or no longer.
var ErrNotAside = errors.New("queue: nothing is put aside under this id")

// HiddenError ends a look at what was put aside that may have missed some: an engine
// across a network hides from each look what another has in hand, and what was on the
// way to one when it was cut off.
type HiddenError struct {
	N     int           // about so many, as the engine counts
	Again time.Duration // after which they show again by themselves
}

// Error says so, and when to look again.
func (e HiddenError) Error() string {
	said := fmt.Sprintf("about %d messages are", e.N)
	if e.N == 1 {
		said = "about 1 message is"
	}
	return fmt.Sprintf("%s hidden by another look, or by one that was cut off: look again in %.0f minutes, one look at a time", said, math.Ceil(e.Again.Minutes()))
}

// Message is what a sender hands over. Group lets one busy source wait behind
// its own messages only; it carries a source name, never personal data.
type Message struct {
	Body  []byte
	Group string
}

// Delivery is a message handed to a consumer, who holds it until the queue's
// visibility timeout ends.
type Delivery struct {
	ID       string // names the message, the same at every delivery
	Receipt  string // names this delivery
	Body     []byte
	Received int // deliveries so far, this one included: 1 at first
	Sent     time.Time
}

// Reason says why a message was put aside. The list is fixed, so that it can be
// counted and alarmed on without carrying any text.
type Reason string

// The reasons.
const (
	Undecodable     Reason = "undecodable"       // not a body we write, or of another version
	Invalid         Reason = "invalid"           // a reaction in it breaks a rule that no retry mends
	TooManyAttempts Reason = "too_many_attempts" // failed again and again, also on its own
)

// Reasons are all there are.
var Reasons = [...]Reason{Undecodable, Invalid, TooManyAttempts}

// Quarantined is a message that was put aside.
type Quarantined struct {
	ID     string
	Body   []byte
	Reason Reason
	At     time.Time
}

// Sender is what those know of a queue who only fill it. It is safe for concurrent
// use.
type Sender interface {
	// Send returns when every message is durable; on error none, some or all may be.
	Send(ctx context.Context, ms ...Message) error
}

// Queue delivers messages at least once. It is safe for concurrent use.
type Queue interface {
	Sender

	// Receive waits until at least one message is visible and returns up to max
	// of them, or ctx's error. Each stays invisible to others for the visibility
	// timeout.
	Receive(ctx context.Context, max int) ([]Delivery, error)

	// Ack removes messages for good. A delivery no longer held is reported with
	// an error matching ErrLost; the others are still removed. A message that is
	// gone already is no error: acknowledging twice is the same as once.
	Ack(ctx context.Context, ds ...Delivery) error

	// Retry makes messages visible again after the wait. It reports deliveries no
	// longer held as Ack does.
	Retry(ctx context.Context, wait time.Duration, ds ...Delivery) error

	// Hold lets deliveries be held for another visibility timeout, from now on. It
	// reports deliveries no longer held as Ack does.
	Hold(ctx context.Context, ds ...Delivery) error

	// Quarantine moves a message aside, with the reason. After a crash in between it
	// may be both aside and in the queue, never in neither. What is put
	// aside is d.Body: who could use the rest of a message leaves in it what was
	// wrong, so that nothing outlives there for another's fault. A delivery
	// no longer held, or whose message is gone, is reported with an error matching
	// ErrLost; a reason that is not listed is refused.
	Quarantine(ctx context.Context, d Delivery, why Reason) error

	// Quarantined yields what was put aside, each message once. A HiddenError at its
	// end says that what it yielded holds and that there is more.
	Quarantined(ctx context.Context) iter.Seq2[Quarantined, error]

	// Redrive puts back into the queue what was put aside under these ids, for who
	// mended what was wrong. It comes as if it were sent now: its deliveries are
	// counted anew, and its id may be another; an engine may forget the group. After a
	// crash in between it may be both aside and in the queue, never in neither.
	//
	// It returns for how many ids something is back. An id under which nothing is aside
	// is reported with an error matching ErrNotAside, or with a HiddenError where it may
	// only be hidden, and the others are still put back. Where something else failed
	// besides, the error is that failure's and does
	// not match.
	Redrive(ctx context.Context, ids ...string) (int, error)
}
