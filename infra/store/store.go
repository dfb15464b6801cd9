// Package store is the contract for what is kept: reactions, the counters they
// move, summaries, and the control data beside them. storetest holds the suite
// that every engine passes; the engines are subpackages.
//
// What every engine guarantees, whatever is retried, reordered or killed:
//
//  1. The counters are the sum over the stored reactions, stubs included.
//  2. A reaction whose id is known changes nothing.
//  3. Erasure removes text, labels and author and moves the counters down by
//     exactly what was counted; twice is the same as once; nothing erased
//     comes back by a retry or a re-import.
//  4. Expiry removes text, spans and author and changes no counter; an erasure
//     that comes later takes away exactly what was counted.
//  5. What could not be classified is counted as unclassified.
//  6. Every entry that Record is given has an [Outcome].
//
// An id is unique in a store, whoever the author is.
package store

import (
	"context"
	"errors"
	"iter"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
)

// ErrNotFound is matched by errors for what is not there.
var ErrNotFound = errors.New("store: not found")

// Entry is a labelled reaction with the places it is counted in.
type Entry struct {
	Reaction reaction.Reaction
	Dims     Dims
	Labels   map[string]label.Result // by generation; at least one
}

// Dims are the places of a reaction in the counters, fixed when it is recorded:
// an erasure takes it out of exactly these.
type Dims struct {
	Campaign string // registered name, or reaction.Unassigned
	Day      Day    // of the event, in the report time zone
	Channel  string
	Language string // "en", "pl", or "und" for every other
	Source   string // registered name, or reaction.Unassigned
}

// Outcome says what became of an entry.
type Outcome int

// The outcomes of Record. Where several fit, what is known of the id decides, then
// its author's erasure, then its retention: a stub that is imported again is a
// Duplicate, not Expired.
const (
	Recorded  Outcome = iota + 1 // stored and counted
	Duplicate                    // the id is stored already, in full or as a stub
	Erased                       // the id was erased, or its author at or after the event's time
	Expired                      // past its retention when it came
)

// String returns the outcome in lower case, as reports print it.
func (o Outcome) String() string {
	return [...]string{"", "recorded", "duplicate", "erased", "expired"}[o]
}

// State says how much of a reaction is left.
type State string

// The states of a stored reaction.
const (
	Whole     State = "whole"
	Stub      State = "stub"      // expired: labels and dims without text, spans, author
	Tombstone State = "tombstone" // erased: the id alone
)

// Stored is a reaction as it is kept. Of a stub only Reaction.ID, Dims and Labels
// without their spans are set; of a tombstone only Reaction.ID. Past its Expires a
// reaction is yielded as a stub, whether Expire has come to it or not.
type Stored struct {
	Entry
	State State
}

// Labelled is a stored reaction's label of a further generation.
type Labelled struct {
	ID     reaction.ID
	Result label.Result
}

// Reactions keeps the reactions and moves their counters with them. An
// operation that changes a reaction changes its counters in the same
// transaction. It is safe for concurrent use.
//
// On an error that does not match [ErrInvalid] a part may have been done. The same
// call again completes it; what it returns then leaves out what the first call did.
type Reactions interface {
	// Record stores and counts entries, in one transaction as far as the engine's
	// limits allow, and returns an outcome for each, in order. Of entries with one
	// id in the same call the first that is recorded makes the rest Duplicates. An
	// entry that fails its Check fails the call before anything is stored, with an
	// error matching ErrInvalid. On another error some may be stored: record all
	// again, and those that were are Duplicates.
	Record(ctx context.Context, es []Entry) ([]Outcome, error)

	// Erase turns a reaction into a tombstone, and leaves one also where the
	// reaction has not arrived yet. It reports whether something was there to
	// erase: false for a tombstone.
	Erase(ctx context.Context, id reaction.ID) (bool, error)

	// EraseAuthor does the same for what an author wrote until then, by the event's
	// time and that moment included, and stops such from being recorded later. With
	// objection set, it erases everything of the author and stops all that comes.
	// What was written later stays, however often it is called: [Erasure.Do] is for
	// an order that takes all that is stored. A later call never takes back what an
	// earlier one stopped. It returns how many reactions it turned. What has expired
	// no longer knows its author and is not reached.
	EraseAuthor(ctx context.Context, author reaction.AuthorKey, until time.Time, objection bool) (int, error)

	// Expire turns those of the reactions that are whole and whose Expires is not
	// after now into stubs, and returns how many.
	Expire(ctx context.Context, now time.Time, ids ...reaction.ID) (int, error)

	// Label gives reactions a label of a further generation and counts them under
	// it. It returns how many took it: what is not there, is erased, or has a label
	// of that generation already is passed over. A stub takes it without spans. A
	// label that could not be recorded is refused with an error matching ErrInvalid.
	Label(ctx context.Context, generation string, ls ...Labelled) (int, error)

	// Unlabel takes the label of a generation away from reactions, with what was
	// counted for it, and returns how many had it.
	Unlabel(ctx context.Context, generation string, ids ...reaction.ID) (int, error)

	// OfAuthor yields what is stored of an author, for access requests. It stops
	// after the first error, as every iterator here does.
	OfAuthor(ctx context.Context, author reaction.AuthorKey) iter.Seq2[Stored, error]

	// Scan yields everything stored in a segment, tombstones included, in pages.
	// The whole reactions of one author lie in one segment and follow each other,
	// none of another author between them. What is erased or expires meanwhile may
	// be seen twice or not at all.
	Scan(ctx context.Context, s Segment) iter.Seq2[Page, error]
}

// Segment is a part of the stored reactions. The segments 0 to Of-1 together hold
// everything, each reaction once; some may be empty.
type Segment struct {
	Number, Of int    // 0 of 1 for everything
	After      string // goes on behind the [Page] with this After; "" for the beginning
}

// Page is what one step of a scan yields.
type Page struct {
	Stored  []Stored
	Overdue []reaction.ID // those among them that are shown as stubs and still have to expire
	After   string        // place of the next page, for [Segment]; "" on the last
	Units   float64       // read units that the page cost; 0 where the engine has none
}

// Counters reads the counter rows. It is safe for concurrent use.
type Counters interface {
	// Rows yields the rows of one generation and campaign ([AllCampaigns] for the
	// whole, "" for every campaign and the whole), for days in [from, to], ordered
	// by day. Rows whose counts are all zero are left out.
	Rows(ctx context.Context, q Query) iter.Seq2[Row, error]

	// AllRows yields every row of every generation and campaign, each once, in no
	// promised order.
	AllRows(ctx context.Context) iter.Seq2[Row, error]

	// Compact makes the rows of whole weeks that end before a day cheaper to read
	// and returns how many it moved, 0 where an engine has no need of it. No figure
	// changes by it, for whoever reads or writes meanwhile.
	Compact(ctx context.Context, generation string, before Day) (int, error)

	// Drop removes every row of a generation, compacted ones included, and returns
	// how many. It is for what is left when no reaction has a label of it any more;
	// with one that has, the counters are no longer the sum. A generation that is
	// live or being built is refused with an error matching ErrConflict.
	Drop(ctx context.Context, generation string) (int, error)
}

// Query selects counter rows.
type Query struct {
	Generation, Campaign string
	From, To             Day // inclusive
}

// Summaries keep what the nightly pass found out about weeks; see [Summary].
type Summaries interface {
	// PutSummaries stores ss in place of all summaries of that generation and week.
	PutSummaries(ctx context.Context, generation string, week Day, ss []Summary) error
	// Summaries yields those of a generation for weeks in [from, to], ordered by
	// week and segment.
	Summaries(ctx context.Context, generation string, from, to Day) iter.Seq2[Summary, error]
}

// Control keeps what the counters are read with: the register of campaigns and
// sources, the live generation, the claims of idempotent requests, and counts for
// limits. It is safe for concurrent use.
type Control interface {
	// PutCampaign stores c in place of the campaign of that name, if any; one that
	// fails its Check is refused with an error matching ErrInvalid.
	PutCampaign(ctx context.Context, c Campaign) error
	Campaigns(ctx context.Context) ([]Campaign, error) // by name
	// PutSource does for sources what PutCampaign does for campaigns.
	PutSource(ctx context.Context, s Source) error
	Sources(ctx context.Context) ([]Source, error) // by name

	// Generation returns the live generation's name, or an error matching
	// ErrNotFound before the first is set.
	Generation(ctx context.Context) (string, error)
	// SetGeneration switches the live generation from old ("" for none yet) to
	// new, or returns an error matching ErrConflict if old is not live.
	SetGeneration(ctx context.Context, old, new string) error

	// Building returns the generation that is being built beside the live one, or "".
	// Writers label under both.
	Building(ctx context.Context) (string, error)
	// SetBuilding switches it from old to new, "" standing for none, or returns an
	// error matching ErrConflict if old is not what is being built.
	SetBuilding(ctx context.Context, old, new string) error

	// Claim stores c if its key is free or its time is over at now, and returns
	// the claim that then stands and whether it is this one.
	Claim(ctx context.Context, c Claim, now time.Time) (standing Claim, fresh bool, err error)
	// Settle stores c, in place of the claim of its key if there is one.
	Settle(ctx context.Context, c Claim) error

	// Count adds one to a key's count and returns it. The first of a key starts it and
	// says until when it is kept; keys are not to be used again after that. A call that
	// is made twice for want of an answer may count twice. Counts are for limits.
	Count(ctx context.Context, key string, until time.Time) (int, error)
}

// ErrConflict is matched when something was changed by another in between.
var ErrConflict = errors.New("store: changed meanwhile")

// Claim remembers an idempotent request.
type Claim struct {
	Key     string // MAC of principal, route and idempotency key
	Body    string // MAC of the request body
	ID      reaction.ID
	Pending time.Time // until then a first request may be under way; zero when it is settled
	Expires time.Time
}

// Store is what a complete engine offers.
type Store interface {
	Reactions
	Counters
	Summaries
	Control
	Close() error
}
