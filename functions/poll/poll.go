// Package poll reads the scheduled sources: for each it fetches what was published since
// the last time, hands it to those who take messages in, and remembers how far it came.
//
// What it guarantees: a cursor moves only when everything before it is durable in the
// queue or refused with a reason, so that nothing is passed over, whatever fails or is
// killed in between; what comes twice is dropped where it is recorded. A source that
// fails or panics fails alone, and a slow one keeps only itself. A source that is not
// registered, and so has no purpose and no retention, is not fetched.
package poll

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"paradox/infra/schedule"
	"paradox/infra/sources"
	"paradox/infra/store"
)

const (
	margin     = 10 * time.Second // of the time of an invocation, in which no page is begun
	atOnce     = 4                // sources that are read at a time
	nothingRun = "no source is configured: nothing was fetched"
)

// Taken says what became of a source's messages.
type Taken struct {
	Accepted int            // durable in the queue
	Refused  map[string]int // by the code of the reason
}

// Take prepares messages of a source and sends them. It returns without an error only
// when each is durable in the queue or refused for good, and says of each which; what
// fails may be given again, all of it. Its error quotes no text. It is safe for
// concurrent use.
type Take func(ctx context.Context, source string, ms []sources.Message) (Taken, error)

// Poller reads sources. Its fields must not change once it is used.
type Poller struct {
	Sources []sources.Scheduled // those that the deployment has configured
	// Register lists the registered sources; every store.Control does. Register, Cursors
	// and Take are not used while Sources is empty.
	Register interface {
		Sources(ctx context.Context) ([]store.Source, error)
	}
	Cursors sources.Cursors
	Take    Take
	Log     *slog.Logger // nil for slog.Default()
}

// Handle polls once for an event of a schedule; another is an error matching
// schedule.ErrEvent. Two that overlap do no harm.
func (p *Poller) Handle(ctx context.Context, event json.RawMessage) error {
	if _, err := schedule.Time(event); err != nil {
		return err
	}
	return p.Poll(ctx)
}

// Poll reads every source to its end, or until ten seconds before ctx's deadline: the
// next time goes on from there. Its error joins those of the sources that failed, each
// with the source's name.
func (p *Poller) Poll(ctx context.Context) error {
	if len(p.Sources) == 0 {
		p.log().InfoContext(ctx, nothingRun, "sources", 0)
		return nil
	}
	known, err := p.Register.Sources(ctx)
	if err != nil {
		return fmt.Errorf("reading the registered sources: %w", err)
	}
	work := ctx
	if deadline, any := ctx.Deadline(); any {
		short, cancel := context.WithDeadline(ctx, deadline.Add(-margin))
		defer cancel()
		work = short
	}
	errs := make([]error, len(p.Sources))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, s := range p.Sources {
		if err := p.refuse(i, known); err != nil {
			errs[i] = fmt.Errorf("source %s: %w", s.Name, err)
			continue
		}
		group.Go(func() error {
			if err := p.source(ctx, work, s); err != nil {
				errs[i] = fmt.Errorf("source %s: %w", s.Name, err)
			}
			return nil
		})
	}
	_ = group.Wait() // each says for itself
	return errors.Join(errs...)
}

// Why a source is not fetched.
var (
	errUnregistered = errors.New("not registered: it has no purpose, no lawful basis and no retention")
	errTwice        = errors.New("configured twice: both would move one cursor")
)

func (p *Poller) refuse(i int, known []store.Source) error {
	name := p.Sources[i].Name
	switch {
	case !slices.ContainsFunc(known, func(s store.Source) bool { return s.Name == name }):
		return errUnregistered
	case slices.ContainsFunc(p.Sources[:i], func(s sources.Scheduled) bool { return s.Name == name }):
		return errTwice
	}
	return nil
}

func (p *Poller) log() *slog.Logger {
	if p.Log != nil {
		return p.Log
	}
	return slog.Default()
}
