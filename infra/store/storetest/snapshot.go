package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// snapshot is everything that a store shows while nobody writes.
type snapshot struct {
	items    map[reaction.ID]store.Stored
	overdue  map[reaction.ID]bool
	order    []reaction.ID // as scanned, segment by segment
	segments []int         // where in order each segment begins
	twice    []reaction.ID // seen more than once
	rows     map[store.RowKey]store.Counts
	mine     map[reaction.AuthorKey][]store.Stored
	recount  store.Recount
}

// snapshot reads everything. What fails is read again, a scan from where it was.
func (d *driver) snapshot() (*snapshot, error) {
	s := &snapshot{
		items: map[reaction.ID]store.Stored{}, overdue: map[reaction.ID]bool{},
		mine: map[reaction.AuthorKey][]store.Stored{},
	}
	for n, of := 0, 1+d.rng.IntN(3); n < of; n++ {
		s.segments = append(s.segments, len(s.order))
		if err := d.scan(s, store.Segment{Number: n, Of: of}); err != nil {
			return nil, err
		}
	}
	_, err := d.call("AllRows", 0, func(st store.Store) (err error) {
		s.rows, err = store.CounterRows(d.ctx, st)
		return err
	})
	for a := 1; a <= someAuthors && err == nil; a++ {
		_, err = d.call("OfAuthor", 0, func(st store.Store) error {
			s.mine[author(a)] = nil
			for one, err := range st.OfAuthor(d.ctx, author(a)) {
				if err != nil {
					return err
				}
				s.mine[author(a)] = append(s.mine[author(a)], one)
			}
			return nil
		})
	}
	return s, err
}

func (d *driver) scan(s *snapshot, seg store.Segment) error {
	_, err := d.call("Scan", 0, func(st store.Store) error {
		for page, err := range st.Scan(d.ctx, seg) {
			if err != nil {
				return err
			}
			for _, one := range page.Stored {
				s.add(one)
			}
			for _, id := range page.Overdue {
				s.overdue[id] = true
			}
			if seg.After = page.After; seg.After == "" {
				return nil
			}
		}
		return nil
	})
	return err
}

func (s *snapshot) add(st store.Stored) {
	id := st.Reaction.ID
	if _, seen := s.items[id]; seen {
		s.twice = append(s.twice, id)
	}
	s.items[id] = st
	s.order = append(s.order, id)
	s.recount.Add(st)
}

// coherent returns the first Violation that shows without knowing what was done:
// counters that are not the sum of what is stored, an id stored twice, an author's
// reactions apart, an access request that shows other things than there are.
func (s *snapshot) coherent() error {
	if len(s.twice) > 0 {
		return &Violation{Invariant: 2, What: fmt.Sprintf("stored twice: %v", s.twice)}
	}
	if err := s.counted(); err != nil {
		return err
	}
	if err := s.together(); err != nil {
		return err
	}
	for a := 1; a <= someAuthors; a++ {
		if err := s.ofAuthor(author(a)); err != nil {
			return err
		}
	}
	return nil
}

// counted compares the counters with this package's own count and with the store's.
func (s *snapshot) counted() error {
	want, have := figures{}, figures{}
	for _, st := range s.items {
		if st.State != store.Tombstone {
			want.add(st.Entry, 1)
		}
	}
	for key, counts := range s.rows {
		if counts == (store.Counts{}) {
			return &Violation{Invariant: 1, What: fmt.Sprintf("a row of zeros: %v", key)}
		}
		have.addRow(key, counts)
	}
	if !maps.Equal(want, have) {
		return &Violation{Invariant: countedWrong(want, have), What: "counters (-recount +store):\n" + cmp.Diff(want, have)}
	}
	if audit := s.recount.Audit(s.rows, s.rows); len(audit.Wrong) > 0 || audit.Busy > 0 {
		return &Violation{Invariant: 1, What: fmt.Sprintf("the store's own recount finds %v, busy %d", audit.Wrong, audit.Busy)}
	}
	return nil
}

// countedWrong tells a wrong count of the unclassified (5) from any other (1).
func countedWrong(want, have figures) int {
	unclassified := false
	for _, pair := range [...][2]figures{{want, have}, {have, want}} {
		for name, v := range pair[0] {
			if pair[1][name] == v {
				continue
			}
			switch attr := name[strings.LastIndex(name, "|")+1:]; attr {
			case "unclassified":
				unclassified = true
			case "n":
			default:
				return 1
			}
		}
	}
	if unclassified {
		return 5
	}
	return 1
}

// together checks that an author's whole reactions follow each other in one segment.
func (s *snapshot) together() error {
	seen := map[reaction.AuthorKey]bool{}
	var last reaction.AuthorKey
	for i, id := range s.order {
		if slices.Contains(s.segments, i) {
			last = ""
		}
		a := s.items[id].Reaction.Author
		if a == "" || a == last {
			continue
		}
		if seen[a] {
			return &Violation{Invariant: 0, What: fmt.Sprintf("the scan yields reactions of %s apart from each other", a)}
		}
		seen[a], last = true, a
	}
	return nil
}

// ofAuthor checks an access request against the scan.
func (s *snapshot) ofAuthor(a reaction.AuthorKey) error {
	want, got := map[reaction.ID]store.Stored{}, map[reaction.ID]store.Stored{}
	for id, st := range s.items {
		if st.State == store.Whole && st.Reaction.Author == a {
			want[id] = st
		}
	}
	for _, st := range s.mine[a] {
		switch {
		case st.State == store.Whole:
			got[st.Reaction.ID] = st
		case st.State == store.Stub && !s.overdue[st.Reaction.ID]:
			return &Violation{Invariant: 4, What: fmt.Sprintf("%s has expired and is still found by its author", st.Reaction.ID)}
		case st.Reaction.Text != "":
			return &Violation{Invariant: 4, What: fmt.Sprintf("OfAuthor shows the text of %s, a %s", st.Reaction.ID, st.State)}
		}
	}
	if !maps.EqualFunc(want, got, sameStored) {
		return &Violation{Invariant: 6, What: fmt.Sprintf("OfAuthor(%s) (-scan +got):\n%s", a, cmp.Diff(want, got))}
	}
	return nil
}

// equals compares with the model, item by item.
func (s *snapshot) equals(m *model, now time.Time) error {
	for _, id := range ordered(m.kept, s.items) {
		k := m.kept[id]
		got, there := s.items[id]
		if k == nil {
			return &Violation{Invariant: 6, What: fmt.Sprintf("%s is stored as %s and was never taken", id, got.State)}
		}
		want := k.shown(now)
		if !there || got.State != want.State {
			return &Violation{Invariant: wrongState(want.State, got.State), What: fmt.Sprintf("%s is %q, want %q", id, got.State, want.State)}
		}
		if !sameStored(want, got) {
			invariant := 2
			if got.Reaction.Text != "" && want.Reaction.Text == "" {
				invariant = 4
			}
			return &Violation{Invariant: invariant, What: fmt.Sprintf("%s (-model +store):\n%s", id, cmp.Diff(want, got))}
		}
		if due := k.state == store.Whole && want.State == store.Stub; due != s.overdue[id] {
			return &Violation{Invariant: 4, What: fmt.Sprintf("%s: overdue %v, want %v", id, s.overdue[id], due)}
		}
	}
	return nil
}

// wrongState is the invariant that a state breaks where another was due; got is ""
// for what is not there.
func wrongState(want, got store.State) int {
	switch {
	case want == store.Tombstone || got == store.Tombstone:
		return 3
	case got == "":
		return 6
	}
	return 4
}
