package intake

import (
	"strings"
	"time"
	"unicode/utf8"

	"paradox/analysis/redact"
	"paradox/infra/pseudonym"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Raw is a message as a sender gives it. It is not kept: [Preparer.Prepare]
// makes a reaction of it, and nothing raw goes further.
type Raw struct {
	SenderID string    // what the sender calls the message; required
	Time     time.Time // when it was written; required
	Source   string    // a registered source's name
	Channel  string    // one of reaction.Channels; "" is other
	Campaign string    // a campaign's name; what cannot be one is dropped
	Author   string    // the author's handle at the source in any case, or ""; spelled alike by pseudonym.Keys
	Text     string
}

// maxName is the longest id or handle that is taken, in bytes.
const maxName = 1 << 10

// ahead is how far an event's time may lie in the future: clocks and zones differ.
const ahead = 24 * time.Hour

// Preparer makes reactions of raw messages. It is safe for concurrent use if
// its functions are.
type Preparer struct {
	Keys pseudonym.Keys
	// Retention says how long a source's texts are kept from the event on; zero
	// or less for a source that is not registered.
	Retention func(source string) time.Duration
	Now       func() time.Time
}

// Prepare normalises, redacts and pseudonymises a message. Every error is a
// *[Refusal]. Ids and handles go to the keys as they came: there they are made
// alike for those who take in and those who erase. The text limit of reaction.MaxText bytes holds for what came and
// for what goes on: normalising and markers can lengthen a text.
func (p Preparer) Prepare(raw Raw) (reaction.Reaction, error) {
	keep := p.Retention(raw.Source)
	if keep <= 0 {
		return reaction.Reaction{}, refuse("source", SourceUnknown)
	}
	if err := checkName("id", raw.SenderID); err != nil {
		return reaction.Reaction{}, err
	}
	if strings.TrimSpace(raw.SenderID) == "" {
		return reaction.Reaction{}, refuse("id", IDMissing)
	}
	if err := checkName("author", raw.Author); err != nil {
		return reaction.Reaction{}, err
	}
	if err := p.checkTime(raw.Time, keep); err != nil {
		return reaction.Reaction{}, err
	}
	channel := raw.Channel
	if channel == "" {
		channel = "other"
	}
	if !reaction.IsChannel(channel) {
		return reaction.Reaction{}, refuse("channel", ChannelUnknown)
	}
	text, err := clean(raw.Text)
	if err != nil {
		return reaction.Reaction{}, err
	}
	at := raw.Time.UTC().Truncate(time.Second)
	return reaction.Reaction{
		ID: p.Keys.ReactionID(raw.Source, raw.SenderID), Time: at, Source: raw.Source,
		Channel: channel, Campaign: campaign(raw.Campaign), Text: text,
		Author: p.Keys.AuthorKey(raw.Source, raw.Author), Expires: at.Add(keep),
	}, nil
}

func (p Preparer) checkTime(t time.Time, keep time.Duration) error {
	now := p.Now()
	switch {
	case t.IsZero():
		return refuse("time", TimeMissing)
	case t.After(now.Add(ahead)):
		return refuse("time", TimeAhead)
	case !t.Add(keep).After(now):
		return refuse("time", Expired)
	}
	return nil
}

// clean returns the text as it may be kept: normalised and redacted.
func clean(text string) (string, error) {
	if len(text) > reaction.MaxText {
		return "", refuse("text", TextTooLong)
	}
	if !utf8.ValidString(text) {
		return "", refuse("text", TextNotUTF8)
	}
	text = strings.TrimSpace(redacted(Normalize(text)))
	if text == "" {
		return "", refuse("text", TextEmpty)
	}
	if len(text) > reaction.MaxText {
		return "", refuse("text", TextTooLong)
	}
	return text, nil
}

// redacted returns text with markers in place of personal data.
func redacted(text string) string {
	text, _ = redact.Redact(text)
	return text
}

func checkName(field, s string) error {
	if len(s) > maxName {
		return refuse(field, NameTooLong)
	}
	if !utf8.ValidString(s) {
		return refuse(field, NameNotUTF8)
	}
	return nil
}

// campaign returns s if it can be a campaign's name, else "". A public form may
// send anything here: words and numbers of people must not travel in it.
func campaign(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if !store.IsName(s) || redacted(s) != s {
		return ""
	}
	return s
}
