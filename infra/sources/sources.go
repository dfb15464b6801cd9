// Package sources is the contract for places that publish messages and are read at set
// times. Each kind of place is an engine in a subpackage; there is none yet. (Package
// file, beside them, reads what people import by hand.)
package sources

import (
	"context"
	"iter"
	"time"
)

// Message is what somebody published, as the place gives it. It is raw: whoever takes
// it redacts and pseudonymises it before anything is kept.
type Message struct {
	ID       string    // what the place calls it, the same whenever it is fetched
	Time     time.Time // when it was published
	Author   string    // the author's handle there, or ""
	Channel  string    // one of reaction.Channels, or "" where the place does not tell
	Campaign string    // a campaign's name, or ""
	Text     string
}

// Page is what one step of a fetch yields.
type Page struct {
	Messages []Message // may be empty
	Cursor   string    // goes on behind the page; never empty
}

// Fetcher reads one place. It is safe for concurrent use.
type Fetcher interface {
	// Fetch yields what was published behind a cursor of an earlier page, in pages,
	// until there is nothing more for now; "" begins where the engine thinks fit. The
	// same message may come again, and none between two cursors is left out. It stops
	// after the first error, which quotes no text and no handle, and soon after ctx
	// has ended, with an error that matches ctx's.
	Fetch(ctx context.Context, cursor string) iter.Seq2[Page, error]
}

// Scheduled is a place that a deployment reads at set times.
type Scheduled struct {
	Name    string // that of a registered source, under which its messages count
	Fetcher Fetcher
}

// Cursors keep how far each source was read. They are safe for concurrent use.
type Cursors interface {
	// Cursor returns what was saved last for a source, or "".
	Cursor(ctx context.Context, source string) (string, error)
	// SaveCursor returns when the cursor is durable. One that goes back, as two readers
	// of a source may leave it, costs messages that come again and loses none.
	SaveCursor(ctx context.Context, source, cursor string) error
}
