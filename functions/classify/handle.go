package classify

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"paradox/infra/queue"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// alone is the delivery at which a message is no longer processed with others:
// whatever is wrong with it then fails nobody else.
const alone = 3

// attempts is how often a message is tried before it is put aside. With the waits
// below that takes two hours: a store may be away for so long.
const attempts = 20

// The wait before a message is tried again doubles from the first to the longest.
const (
	firstWait   = 2 * time.Second
	longestWait = 10 * time.Minute
)

// Action is what is to be done with a delivery.
type Action int

// The actions.
const (
	Ack        Action = iota + 1 // recorded in full
	Retry                        // to be delivered again after Wait
	Quarantine                   // to be put aside for Reason
)

// Verdict says what became of a delivery and what is to be done with it.
type Verdict struct {
	Delivery queue.Delivery // of a Quarantine the body holds only what was not recorded
	Action   Action
	Wait     time.Duration         // of a Retry
	Reason   queue.Reason          // of a Quarantine
	Outcomes map[store.Outcome]int // of the reactions in it that were recorded
	Err      error                 // why it was not an Ack; quotes no text
}

// work is a delivery on its way to a verdict.
type work struct {
	*Verdict
	reactions []reaction.Reaction
}

// Handle labels and records what was delivered and returns a verdict for each
// delivery, in order. It leaves the queue alone, so that whoever received the
// batch, a [Worker] or a Lambda, acts on the verdicts in its own way. A message
// that cannot be read, or that fails for the third time, fails alone.
func (c *Classifier) Handle(ctx context.Context, ds []queue.Delivery) []Verdict {
	verdicts := make([]Verdict, len(ds))
	var batch []work
	for i, d := range ds {
		v := &verdicts[i]
		v.Delivery = d
		if d.Received > attempts { // even reading it may be what kills
			v.Action, v.Reason, v.Err = Quarantine, queue.TooManyAttempts, errNoVerdict
			continue
		}
		rs, err := reaction.Decode(d.Body)
		if err == nil && len(rs) == 0 {
			err = fmt.Errorf("%w: no reactions", reaction.ErrBody)
		}
		if err != nil {
			v.Action, v.Reason, v.Err = Quarantine, queue.Undecodable, err
			continue
		}
		w := work{Verdict: v, reactions: rs}
		if d.Received >= alone {
			c.oneByOne(ctx, w)
			continue
		}
		batch = append(batch, w)
	}
	c.together(ctx, batch)
	return verdicts
}

// together records a batch in one go. An invalid reaction or a panic shows no
// sender, so that each message is then taken by itself.
func (c *Classifier) together(ctx context.Context, batch []work) {
	var rs []reaction.Reaction
	for _, w := range batch {
		rs = append(rs, w.reactions...)
	}
	outcomes, err := c.try(ctx, rs)
	if errors.Is(err, store.ErrInvalid) || errors.Is(err, errPanic) {
		for _, w := range batch {
			c.oneByOne(ctx, w)
		}
		return
	}
	for _, w := range batch {
		if err != nil {
			w.fail(err)
			continue
		}
		w.count(outcomes[:len(w.reactions)])
		outcomes = outcomes[len(w.reactions):]
		w.Action = Ack
	}
}

// oneByOne records a message by itself and, where that fails, reaction by
// reaction: the good ones in it are kept, the verdict is that of the bad ones.
func (c *Classifier) oneByOne(ctx context.Context, w work) {
	outcomes, err := c.try(ctx, w.reactions)
	if err == nil {
		w.count(outcomes)
		w.Action = Ack
		return
	}
	var errs []error
	var bad []reaction.Reaction
	for i, r := range w.reactions {
		outcomes, err := c.try(ctx, w.reactions[i:i+1])
		if err != nil {
			errs, bad = append(errs, err), append(bad, r)
			if ctx.Err() != nil { // nor is there time for the others
				bad = append(bad, w.reactions[i+1:]...)
				break
			}
			continue
		}
		w.count(outcomes)
	}
	if len(errs) == 0 {
		w.Action = Ack
		return
	}
	w.fail(errs...)
	if w.Action == Quarantine && len(bad) < len(w.reactions) {
		w.leave(bad)
	}
}

// leave takes what was recorded out of a message that is put aside: an erasure
// does not reach the quarantine, and nobody's text is to stay there for another's
// fault.
func (w work) leave(bad []reaction.Reaction) {
	if bodies, err := reaction.Encode(bad); err == nil && len(bodies) == 1 {
		w.Delivery.Body = bodies[0]
	}
}

func (w work) count(outcomes []store.Outcome) {
	if w.Outcomes == nil {
		w.Outcomes = map[store.Outcome]int{}
	}
	for _, o := range outcomes {
		w.Outcomes[o]++
	}
}

// fail decides between another try and the quarantine. While the store fails
// too, an invalid reaction waits with the others: they may still be recorded.
func (w work) fail(errs ...error) {
	w.Err = few(errs)
	mends := slices.ContainsFunc(errs, func(err error) bool { return !errors.Is(err, store.ErrInvalid) })
	switch {
	case !mends:
		w.Action, w.Reason = Quarantine, queue.Invalid
	case w.Delivery.Received >= attempts:
		w.Action, w.Reason = Quarantine, queue.TooManyAttempts
	default:
		w.Action, w.Wait = Retry, wait(w.Delivery.Received)
	}
}

// fewErrors is how many errors of one kind of trouble are told.
const fewErrors = 3

// few joins the first of many errors and says how many more there are, nil for none: in
// an outage each reaction of a message, and each message of a batch, has the same.
func few(errs []error) error {
	if more := len(errs) - fewErrors; more > 0 {
		errs = append(slices.Clone(errs[:fewErrors]), fmt.Errorf("and %d more", more))
	}
	return errors.Join(errs...)
}

// errNoVerdict is the error of a message that was handed out too often without
// anything said about it.
var errNoVerdict = errors.New("whoever took the message did not live to say what became of it")

// errPanic is matched by the error of a step that panicked.
var errPanic = errors.New("classify: panic")

// try records reactions; a panic on the way is an error like any other. Its
// value may hold a text and is told only if it is the runtime's own.
func (c *Classifier) try(ctx context.Context, rs []reaction.Reaction) (outcomes []store.Outcome, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("%w: %s", errPanic, p.Error())
		default:
			err = fmt.Errorf("%w: a %T", errPanic, p)
		}
	}()
	if len(rs) == 0 {
		return nil, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("the time for the batch is over: %w", err)
	}
	return c.Record(ctx, rs)
}

// wait returns how long a message waits after its nth delivery.
func wait(received int) time.Duration {
	d := firstWait
	for range received - 1 {
		if d *= 2; d >= longestWait {
			return longestWait
		}
	}
	return d
}
