package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"paradox/infra/reaction"
)

// Erasure is a line of the ledger: the order to erase one reaction, or an author.
// It holds keyed pseudonyms and no text.
type Erasure struct {
	At        time.Time          `json:"at"`
	ID        reaction.ID        `json:"id,omitempty"`     // of one reaction; else
	Author    reaction.AuthorKey `json:"author,omitempty"` // what this author wrote until then
	Until     time.Time          `json:"until,omitzero"`   // with Author, as for EraseAuthor
	Objection bool               `json:"objection,omitempty"`
}

// Ledger is the list of erasures. It lies outside the store, so that restoring an
// older copy of the store does not bring back what was erased: the ledger is then
// replayed. It is safe for concurrent use.
type Ledger interface {
	// Note adds an erasure and returns when it is durable. It comes before the
	// erasure itself: what is noted and not done is done by a replay.
	Note(ctx context.Context, e Erasure) error
	// Erasures yields what was noted at or after a time, oldest first.
	Erasures(ctx context.Context, since time.Time) iter.Seq2[Erasure, error]
	Close() error
}

// Check returns what is wrong with e, matching ErrInvalid, or nil.
func (e Erasure) Check() error {
	switch {
	case (e.ID == "") == (e.Author == ""):
		return fmt.Errorf("%w: id, author: want one of them", ErrInvalid)
	case e.ID != "":
		return CheckID(e.ID)
	}
	return CheckAuthor(e.Author)
}

// ErrNotNoted is matched when a ledger did not take an erasure: nothing was erased.
var ErrNotNoted = errors.New("store: erasure not noted")

// Do notes an erasure and carries it out. It returns how many reactions were turned
// into tombstones. An error that matches neither ErrNotNoted nor ErrInvalid says that
// it is noted and may be done in part: the same again completes it.
//
// Of an author it takes all that is stored now, also what is dated after Until, as
// messages may be by a day: each of those it notes by its id before it erases it. So
// the ledger says exactly what was taken, and may be replayed at any time.
func (e Erasure) Do(ctx context.Context, l Ledger, rs Reactions) (int, error) {
	if err := e.Check(); err != nil {
		return 0, fmt.Errorf("erasing: %w", err)
	}
	if err := l.Note(ctx, e); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNotNoted, err)
	}
	n, err := e.Again(ctx, rs)
	if err != nil || e.Author == "" {
		return n, err
	}
	ahead, err := e.takeAhead(ctx, l, rs)
	return n + ahead, err
}

// takeAhead notes and erases what EraseAuthor left of an author.
func (e Erasure) takeAhead(ctx context.Context, l Ledger, rs Reactions) (int, error) {
	var left []reaction.ID
	for st, err := range rs.OfAuthor(ctx, e.Author) {
		if err != nil {
			return 0, err
		}
		left = append(left, st.Reaction.ID)
	}
	total := 0
	for _, id := range left {
		one := Erasure{At: e.At, ID: id}
		if err := l.Note(ctx, one); err != nil {
			return total, fmt.Errorf("noting what is dated ahead: %w", err)
		}
		n, err := one.Again(ctx, rs)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

// Again carries out an erasure that is noted and returns how many reactions it turned.
// Twice is the same as once, and what an author wrote after Until stays unless the
// author objected. An error says that it may be done in part.
func (e Erasure) Again(ctx context.Context, rs Reactions) (int, error) {
	if e.ID == "" {
		return rs.EraseAuthor(ctx, e.Author, e.Until, e.Objection)
	}
	there, err := rs.Erase(ctx, e.ID)
	if there {
		return 1, err
	}
	return 0, err
}

// Replay carries out again every erasure noted at or after a time, as is due after
// an older copy of the store was restored, and returns how many there were and how
// many reactions they turned. On a store where all of them are done it changes nothing.
func Replay(ctx context.Context, l Ledger, rs Reactions, since time.Time) (erasures, turned int, err error) {
	for e, err := range l.Erasures(ctx, since) {
		if err != nil {
			return erasures, turned, fmt.Errorf("reading the erasure ledger: %w", err)
		}
		n, err := e.Again(ctx, rs)
		if turned += n; err != nil {
			return erasures, turned, fmt.Errorf("replaying an erasure of %s: %w", e.At.Format(time.RFC3339), err)
		}
		erasures++
	}
	return erasures, turned, nil
}
