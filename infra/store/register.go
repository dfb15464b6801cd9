package store

import (
	"fmt"
	"regexp"
	"time"

	"paradox/infra/reaction"
)

// Campaign is a registered campaign. Only registered names reach the counters.
type Campaign struct {
	Name  string           `json:"name"`  // a slug: lower-case letters, digits, "-"
	Title string           `json:"title"` // as people read it
	Start Day              `json:"start"`
	End   Day              `json:"end,omitempty"`   // "" while it runs
	Sent  map[string]int64 `json:"sent,omitempty"`  // messages sent, by channel
	Notes []Note           `json:"notes,omitempty"` // marks on the charts
}

// Note is a remark on a day of a campaign, shown on the charts.
type Note struct {
	Day  Day    `json:"day"`
	Text string `json:"text"`
}

var slug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// IsName reports whether a campaign or a source can be registered by that name: 1
// to 40 lower-case letters, digits and dashes, and not [reaction.Unassigned].
func IsName(s string) bool { return slug.MatchString(s) && s != reaction.Unassigned }

var errName = fmt.Errorf("name: want 1 to 40 lower-case letters, digits and dashes, and not %q", reaction.Unassigned)

// Check returns what is wrong with c, or nil.
func (c Campaign) Check() error {
	if !IsName(c.Name) {
		return errName
	}
	if _, err := ParseDay(string(c.Start)); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	if c.End != "" {
		if _, err := ParseDay(string(c.End)); err != nil {
			return fmt.Errorf("end: %w", err)
		}
		if c.End < c.Start {
			return fmt.Errorf("end: %s is before the start %s", c.End, c.Start)
		}
	}
	for channel, n := range c.Sent {
		if !reaction.IsChannel(channel) {
			return fmt.Errorf("sent: no channel %q", channel)
		}
		if n < 0 {
			return fmt.Errorf("sent: %s is negative", channel)
		}
	}
	for _, n := range c.Notes {
		if _, err := ParseDay(string(n.Day)); err != nil {
			return fmt.Errorf("notes: %w", err)
		}
	}
	return nil
}

// Source is a registered origin of reactions, with what data protection asks of it.
type Source struct {
	Name      string        `json:"name"`
	Purpose   string        `json:"purpose"`
	Basis     string        `json:"basis"`     // lawful basis
	Retention time.Duration `json:"retention"` // from the event until text and author go
}

// Check returns what is wrong with s, or nil.
func (s Source) Check() error {
	if !IsName(s.Name) {
		return errName
	}
	if s.Purpose == "" || s.Basis == "" {
		return fmt.Errorf("purpose, basis: both must be stated")
	}
	if s.Retention < 24*time.Hour {
		return fmt.Errorf("retention: want a day at least")
	}
	return nil
}
