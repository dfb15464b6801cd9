package reprocess

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"time"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Checkpoints keeps the checkpoint of one pass. It is bytes to whoever keeps it: some
// hundred bytes for each counter row, compressed to a tenth, with no text and no ids
// but those of overdue reactions, of the authors in hand and of erasures that failed,
// which are pseudonyms.
// One set of checkpoints is for one store and one kind of scan.
type Checkpoints interface {
	// Load returns what was saved last, or an error matching store.ErrNotFound.
	Load(ctx context.Context) ([]byte, error)
	// Save puts b in place of what was saved before, whole or not at all.
	Save(ctx context.Context, b []byte) error
	// Remove takes it away; nothing there is no error.
	Remove(ctx context.Context) error
}

// layout is the layout of a checkpoint. Another one is not read: the pass begins anew.
const layout = 3

// longest is how old a checkpoint may be that is gone on from, from when its pass
// began: the calls of one night may be too few for a large store, and those of the
// next come a day later, or 25 hours where a clock is put back. An older one says too
// little of what is stored now, and what was erased behind the scan would stay in the
// summaries for as long: until the next pass.
const longest = 36 * time.Hour

// phase is how far a pass has come.
type phase int

// The phases, in order. Retention comes before the summaries and does not wait for them.
// They lose nothing by it where a pass dies in between: what is overdue was a stub to
// its scan already, and what was whole is whole still.
const (
	replaying phase = iota
	noting
	scanning
	judging
	expiring
	summarising
	compacting
	ended
)

// state is all that a pass has found out.
type state struct {
	Layout     int
	Kind       string // pass or verify
	Generation string // live when it began; "" for none
	Began      time.Time
	Replay     replayedTo
	Before     store.Prints
	Places     []Place
	Counting   *counting
	Totals     [3]int // reactions, stubs, tombstones of the recount
	Rows       int    // rows of the recount, which follow the state
	Sums       *sums  // nil for verify
	Overdue    []reaction.ID
	Report     Report
	Phase      phase
}

// unfit is why what is to begin cannot go on from s, or "".
func (s *state) unfit(begins *state) string {
	switch age := begins.Began.Sub(s.Began); {
	case s.Kind != begins.Kind:
		return fmt.Sprintf("a checkpoint of a %s, not of a %s", s.Kind, begins.Kind)
	case s.Generation != begins.Generation:
		return fmt.Sprintf("a checkpoint of generation %q, while %q is live", s.Generation, begins.Generation)
	case age >= longest:
		return fmt.Sprintf("a checkpoint of a %s that began %v ago, which is gone on with for %v", s.Kind, age, longest)
	}
	return ""
}

// encode writes a state and, one by one, the rows of its recount.
func (s *state) encode() ([]byte, error) {
	r := &s.Counting.recount
	s.Totals = [3]int{r.Reactions, r.Stubs, r.Tombstones}
	s.Rows = 0
	for range r.Rows() {
		s.Rows++
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	enc := gob.NewEncoder(z)
	err = enc.Encode(s)
	for row := range r.Rows() {
		if err == nil {
			err = enc.Encode(row)
		}
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("encoding a checkpoint: %w", err)
	}
	return b.Bytes(), nil
}

// errCheckpoint is the error of a checkpoint that cannot be read.
var errCheckpoint = errors.New("reprocess: a damaged checkpoint, or one of another version")

// decode reads what encode writes.
func decode(b []byte) (*state, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, errCheckpoint
	}
	dec := gob.NewDecoder(z)
	s := &state{}
	if err := dec.Decode(s); err != nil || s.Layout != layout || s.Counting == nil {
		return nil, errCheckpoint
	}
	r := &s.Counting.recount
	r.Reactions, r.Stubs, r.Tombstones = s.Totals[0], s.Totals[1], s.Totals[2]
	for range s.Rows {
		var row store.Row
		if dec.Decode(&row) != nil {
			return nil, errCheckpoint
		}
		r.AddRow(row)
	}
	if _, err := io.Copy(io.Discard, z); err != nil { // the sum at the end
		return nil, errCheckpoint
	}
	s.index()
	return s, nil
}

// index makes what is not stored.
func (s *state) index() {
	if s.Counting.Near == nil {
		s.Counting.Near = map[uint64]bool{}
	}
	if s.Before == nil {
		s.Before = store.Prints{}
	}
	if s.Sums != nil {
		if s.Sums.Words == nil {
			s.Sums.Words = newWords()
		}
		s.Sums.index()
	}
}
