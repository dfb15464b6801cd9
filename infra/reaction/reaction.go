// Package reaction is the noun the system turns on: one message about
// personalised communication, redacted and pseudonymised, on its way from
// intake to the store. A Reaction never holds raw text or a raw sender.
package reaction

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// MaxText is the longest text that is taken, in bytes of UTF-8.
const MaxText = 16 << 10

// ID names a reaction: 128 bits of HMAC(id key, source ‖ the sender's id), in lower-case hex.
type ID string

// AuthorKey names an author: 128 bits of HMAC(author key, source ‖ handle), in
// lower-case hex; "" where the author is unknown.
type AuthorKey string

// Channels are the ways personalised communication reaches people.
var Channels = [...]string{"email", "recommendation", "ad", "push_sms", "call", "loyalty", "other"}

// IsChannel reports whether s is one of [Channels].
func IsChannel(s string) bool {
	for _, c := range Channels {
		if c == s {
			return true
		}
	}
	return false
}

// Unassigned is what a campaign or source that nobody registered is counted under.
const Unassigned = "unassigned"

// Reaction is one message, as the queue carries it and the store keeps it.
type Reaction struct {
	ID       ID        `json:"id"`
	Time     time.Time `json:"time"` // when it was written, UTC, whole seconds
	Source   string    `json:"source"`
	Channel  string    `json:"channel"`
	Campaign string    `json:"campaign"` // as the sender named it; "" or unregistered counts as unassigned
	Text     string    `json:"text"`     // redacted, at most MaxText bytes of valid UTF-8
	Author   AuthorKey `json:"author,omitempty"`
	Expires  time.Time `json:"expires"` // when text and author are to be gone, UTC
}

// maxBody is the size at which a queue message is closed, in bytes. The queue's
// own limit is 256 KiB; the rest is headroom for attributes.
const maxBody = 200 << 10

// bodyVersion is the layout of a queue message. A reader refuses others.
const bodyVersion = 1

type body struct {
	Version   int        `json:"v"`
	Reactions []Reaction `json:"reactions"`
}

// ErrBody is matched by every error of [Decode].
var ErrBody = errors.New("not a message of reactions")

// Encode packs reactions into as few message bodies of at most 200 KiB as their
// order allows. A reaction is never divided.
func Encode(rs []Reaction) ([][]byte, error) {
	var bodies [][]byte
	for len(rs) > 0 {
		n, size := 0, 64
		for n < len(rs) {
			b, err := json.Marshal(rs[n])
			if err != nil {
				return nil, fmt.Errorf("encoding reaction %s: %w", rs[n].ID, err)
			}
			if size += len(b) + 1; n > 0 && size > maxBody {
				break
			}
			n++
		}
		b, err := json.Marshal(body{bodyVersion, rs[:n]})
		if err != nil {
			return nil, fmt.Errorf("encoding %d reactions: %w", n, err)
		}
		bodies, rs = append(bodies, b), rs[n:]
	}
	return bodies, nil
}

// Decode reads a message body. Its errors match [ErrBody] and do not quote the body.
func Decode(b []byte) ([]Reaction, error) {
	var m body
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("%w: no JSON of the expected shape", ErrBody)
	}
	if m.Version != bodyVersion {
		return nil, fmt.Errorf("%w: version %d, want %d", ErrBody, m.Version, bodyVersion)
	}
	return m.Reactions, nil
}
