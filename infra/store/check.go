package store

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"paradox/analysis/label"
	"paradox/infra/reaction"
)

// ErrInvalid is matched by errors for what no engine takes and no retry mends.
// They name the field and the reason, never the value.
var ErrInvalid = errors.New("store: invalid")

// maxName bounds ids, keys and the parts of a counter row's name, in bytes.
const maxName = 128

// Check returns what is wrong with e, matching ErrInvalid, or nil.
func (e Entry) Check() error {
	r, d := e.Reaction, e.Dims
	names := [...]struct{ field, value string }{
		{"id", string(r.ID)}, {"campaign", d.Campaign}, {"day", string(d.Day)},
		{"channel", d.Channel}, {"language", d.Language}, {"source", d.Source},
	}
	for _, n := range names {
		if err := checkName(n.field, n.value); err != nil {
			return err
		}
	}
	if r.Author != "" {
		if err := checkName("author", string(r.Author)); err != nil {
			return err
		}
	}
	if _, err := ParseDay(string(d.Day)); err != nil {
		return fmt.Errorf("%w: day: not a day like 2026-11-25", ErrInvalid)
	}
	if d.Campaign == AllCampaigns {
		return fmt.Errorf("%w: campaign: %q stands for all of them", ErrInvalid, AllCampaigns)
	}
	if err := checkTimes(r); err != nil {
		return err
	}
	if len(r.Text) > reaction.MaxText || !utf8.ValidString(r.Text) {
		return fmt.Errorf("%w: text: want at most %d bytes of valid UTF-8", ErrInvalid, reaction.MaxText)
	}
	return e.checkLabels()
}

func (e Entry) checkLabels() error {
	if len(e.Labels) == 0 {
		return fmt.Errorf("%w: labels: none", ErrInvalid)
	}
	for generation, r := range e.Labels {
		if err := CheckLabel(generation, r); err != nil {
			return err
		}
	}
	return nil
}

func checkTimes(r reaction.Reaction) error {
	for _, t := range [...]time.Time{r.Time, r.Expires} {
		if y := t.UTC().Year(); y < 1 || y > 9999 {
			return fmt.Errorf("%w: time, expires: want years from 1 to 9999", ErrInvalid)
		}
	}
	return nil
}

// notInName reports whether engines may use r to separate names.
func notInName(r rune) bool { return r < ' ' || r == '|' }

func checkName(field, s string) error {
	switch {
	case s == "":
		return fmt.Errorf("%w: %s: empty", ErrInvalid, field)
	case len(s) > maxName:
		return fmt.Errorf("%w: %s: longer than %d bytes", ErrInvalid, field, maxName)
	case strings.ContainsFunc(s, notInName) || !utf8.ValidString(s):
		return fmt.Errorf("%w: %s: want UTF-8 without control characters and |", ErrInvalid, field)
	}
	return nil
}

// CheckID returns what is wrong with an id, matching ErrInvalid, or nil.
func CheckID(id reaction.ID) error { return checkName("id", string(id)) }

// CheckAuthor returns what is wrong with an author's key, matching ErrInvalid, or nil.
func CheckAuthor(a reaction.AuthorKey) error { return checkName("author", string(a)) }

// CheckLabel returns what is wrong with a label of a generation, matching
// ErrInvalid, or nil.
func CheckLabel(generation string, r label.Result) error {
	if err := checkName("generation", generation); err != nil {
		return err
	}
	if _, ok := sentimentAttr[r.Sentiment.Label]; !ok && !r.Unclassified {
		return fmt.Errorf("%w: sentiment: neither negative, neutral nor positive", ErrInvalid)
	}
	return nil
}
