package testdata

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
)

// Names of the files of the demo set within [Files].
const (
	ReactionsFile = "demo.jsonl"          // one [Reaction] a line, oldest first
	CampaignsFile = "demo_campaigns.json" // an array of [Campaign]
)

// Days is the length of the demo set: DaysAgo lies in [0, Days).
const Days = 90

// Source is the source that every reaction of the demo set names.
const Source = "demo"

// Files holds the demo set as it lies in the repository.
//
//go:embed demo.jsonl demo_campaigns.json
var Files embed.FS

// Reaction is one message of the demo set, as a sender would hand it in: not
// redacted, not pseudonymised. Some texts carry invented personal data, so that
// redaction has something to do; some are in languages that are not labelled.
type Reaction struct {
	ID       string `json:"id"`                 // unique; that of the labelled message where the text is one
	DaysAgo  int    `json:"days_ago"`           // 0 is the day on which the demo is opened
	Time     string `json:"time"`               // "15:04", in the report time zone
	Source   string `json:"source"`             // [Source]
	Channel  string `json:"channel"`            // one of reaction.Channels
	Campaign string `json:"campaign,omitempty"` // the Name of a [Campaign], or "" where none is meant
	Author   string `json:"author,omitempty"`   // an invented handle, or "" where the author is unknown
	Text     string `json:"text"`
}

// Campaign is a registered campaign of the demo set, with days relative to the
// day on which the demo is opened.
type Campaign struct {
	Name         string           `json:"name"`
	Title        string           `json:"title"`
	StartDaysAgo int              `json:"start_days_ago"`
	EndDaysAgo   *int             `json:"end_days_ago"` // nil while it runs
	Sent         map[string]int64 `json:"sent"`         // messages sent within the [Days], by channel
	Notes        []Note           `json:"notes"`
}

// Note is a remark on a day of a campaign.
type Note struct {
	DaysAgo int    `json:"days_ago"`
	Text    string `json:"text"`
}

// Reactions returns the messages of the demo set, oldest first. An error means
// that the embedded file is damaged.
func Reactions() ([]Reaction, error) {
	b, err := Files.ReadFile(ReactionsFile)
	if err != nil {
		return nil, fmt.Errorf("reading the demo set: %w", err)
	}
	var rs []Reaction
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r Reaction
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("reading %s, line %d: %w", ReactionsFile, len(rs)+1, err)
		}
		rs = append(rs, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", ReactionsFile, err)
	}
	return rs, nil
}

// Campaigns returns the campaigns of the demo set. An error means that the
// embedded file is damaged.
func Campaigns() ([]Campaign, error) {
	b, err := Files.ReadFile(CampaignsFile)
	if err != nil {
		return nil, fmt.Errorf("reading the demo set: %w", err)
	}
	var cs []Campaign
	if err := json.Unmarshal(b, &cs); err != nil {
		return nil, fmt.Errorf("reading %s: %w", CampaignsFile, err)
	}
	return cs, nil
}
