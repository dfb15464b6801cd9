package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"slices"

	"paradox/infra/sources"
)

// tally is what was done for one source.
type tally struct {
	pages, messages int
	taken           Taken
	unfinished      bool // the time was over before the source
}

// source reads one source and says in one line what became of it. Pages are begun under
// work, and finished under ctx, which ends later.
func (p *Poller) source(ctx, work context.Context, s sources.Scheduled) (err error) {
	var t tally
	defer func() {
		if caught := recover(); caught != nil {
			err = panicked(caught)
		}
		p.say(ctx, s.Name, t, err)
	}()
	if err := work.Err(); err != nil {
		return fmt.Errorf("no time left to read it: %w", err)
	}
	cursor, err := p.Cursors.Cursor(ctx, s.Name)
	if err != nil {
		return fmt.Errorf("reading its cursor: %w", err)
	}
	for page, err := range s.Fetcher.Fetch(work, cursor) {
		if err != nil && work.Err() != nil && t.pages > 0 {
			t.unfinished = true // it came forward: the rest is for the next time
			return nil
		}
		if err != nil {
			return fmt.Errorf("fetching page %d: %w", t.pages+1, err)
		}
		if err := p.page(ctx, s.Name, page, &t); err != nil {
			return fmt.Errorf("page %d: %w", t.pages+1, err)
		}
		if t.pages++; work.Err() != nil {
			t.unfinished = true
			return nil
		}
	}
	return nil
}

// errCursor is of an engine that would begin from the start again and again.
var errCursor = errors.New("it came without a cursor")

// page takes in what a page holds, and only then moves the cursor behind it.
func (p *Poller) page(ctx context.Context, source string, page sources.Page, t *tally) error {
	if page.Cursor == "" {
		return errCursor
	}
	if len(page.Messages) > 0 {
		taken, err := p.Take(ctx, source, page.Messages)
		if err != nil {
			return fmt.Errorf("taking its messages in: %w", err)
		}
		if n := taken.sum(); n != len(page.Messages) {
			return fmt.Errorf("taking its messages in: of %d, %d are accounted for", len(page.Messages), n)
		}
		t.add(len(page.Messages), taken)
	}
	if err := p.Cursors.SaveCursor(ctx, source, page.Cursor); err != nil {
		return fmt.Errorf("saving its cursor: %w", err)
	}
	return nil
}

func (t Taken) sum() int {
	n := t.Accepted
	for _, refused := range t.Refused {
		n += refused
	}
	return n
}

func (t *tally) add(messages int, taken Taken) {
	t.messages += messages
	t.taken.Accepted += taken.Accepted
	for code, n := range taken.Refused {
		if t.taken.Refused == nil {
			t.taken.Refused = map[string]int{}
		}
		t.taken.Refused[code] += n
	}
}

// say logs what was done, in numbers alone; the error is the caller's to report.
func (p *Poller) say(ctx context.Context, source string, t tally, err error) {
	said := []any{
		"source", source, "pages", t.pages, "messages", t.messages, "accepted", t.taken.Accepted,
		"unfinished", t.unfinished, "failed", err != nil,
	}
	var refused []any
	for _, code := range slices.Sorted(maps.Keys(t.taken.Refused)) {
		refused = append(refused, slog.Int(code, t.taken.Refused[code]))
	}
	if len(refused) > 0 {
		said = append(said, slog.Group("refused", refused...))
	}
	p.log().InfoContext(ctx, "source polled", said...)
}

// panicked is the error of a source that panicked. The value may hold a text and is told
// only if it is the runtime's own.
func panicked(caught any) error {
	if err, ok := caught.(runtime.Error); ok {
		return fmt.Errorf("panic: %s", err.Error())
	}
	return fmt.Errorf("panic: a %T", caught)
}
