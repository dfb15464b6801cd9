// Package digest writes the weekly summary as plain text: the figures of the last whole
// week against those of the week before, for people who read their mail and not a
// dashboard. It reads counter rows and the register, never a reaction, and links no
// model.
//
// What it guarantees: every figure is one of package figures, so that the dashboard and
// the API say the same of the same days; what is withheld there is withheld here, and
// said to be. The same counters and the same day give the same bytes. Lines have at
// most 70 characters, but for the dashboard's address, which is never broken.
//
// A digest may be sent twice: whoever reads counters only can remember nothing, an
// invocation may be repeated, and so may what SNS delivers. Subject and text name the
// week, so that the second is known for what it is. A repetition is of the same week,
// however late it comes, as long as the event names its time.
package digest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"paradox/infra/figures"
	"paradox/infra/mail"
	"paradox/infra/schedule"
	"paradox/infra/store"
)

// sendTime is what is kept of an invocation's time for sending.
const sendTime = 5 * time.Second

// Digest writes and sends digests. It is safe for concurrent use; its fields must not
// change once it is used.
type Digest struct {
	Figures *figures.Reader
	Sender  mail.Sender  // may be nil where nothing is sent
	Site    string       // origin of the dashboard, "https://paradox.example.org"; "" for no link to it
	Log     *slog.Logger // nil for slog.Default()
}

// Handle sends the digest of the last week that was over at the time for which the
// event was scheduled, or at the present where it does not say. An event of a person's
// making may name another: {"week": "2026-W47"}, or a day in it. What no schedule sends
// is an error matching schedule.ErrEvent, another week one matching [ErrWeek].
//
// Where ctx has a deadline, some seconds before it are kept for sending: on an error
// nothing was sent, unless the error is the sender's.
func (d *Digest) Handle(ctx context.Context, event json.RawMessage) error {
	w, err := d.asked(event)
	if err != nil {
		return err
	}
	l, err := d.inTime(ctx, w)
	if err != nil {
		return fmt.Errorf("writing the digest of %s: %w", w, err)
	}
	if err := d.Sender.Send(ctx, l.Subject, l.Body); err != nil {
		return fmt.Errorf("sending the digest of %s: %w", w, err)
	}
	d.log().InfoContext(ctx, "digest sent", "week", w.String(), "bytes", len(l.Body))
	return nil
}

// inTime writes the digest while there is time left for sending it.
func (d *Digest) inTime(ctx context.Context, w Week) (Letter, error) {
	if deadline, any := ctx.Deadline(); any {
		reading, cancel := context.WithDeadline(ctx, deadline.Add(-sendTime))
		defer cancel()
		ctx = reading
	}
	if err := ctx.Err(); err != nil {
		return Letter{}, fmt.Errorf("no time to read and send it: %w", err)
	}
	return d.Letter(ctx, w)
}

// Last is the last week that was over at a time, by the days of the report time zone.
func (d *Digest) Last(at time.Time) Week {
	return WeekOf(store.DayOf(at, d.Figures.Zone)).Before()
}

func (d *Digest) asked(event json.RawMessage) (Week, error) {
	at, err := schedule.Time(event)
	if err != nil {
		return Week{}, err
	}
	var by struct {
		Week *string `json:"week"`
	}
	if err := json.Unmarshal(event, &by); err != nil {
		return Week{}, fmt.Errorf(`%w: week: want a string like "2026-W47"`, schedule.ErrEvent)
	}
	if by.Week != nil {
		return ParseWeek(*by.Week)
	}
	if now := d.Figures.Now(); at.IsZero() || at.After(now) {
		at = now
	}
	return d.Last(at), nil
}

func (d *Digest) log() *slog.Logger {
	if d.Log != nil {
		return d.Log
	}
	return slog.Default()
}
