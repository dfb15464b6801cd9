// Package mail is the contract for sending a text to people who asked for it, such as
// the subscribers of a topic. Its engine is a subpackage.
package mail

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"
)

// The bounds of what is sent. A subject of 78 characters is not folded on its way
// (RFC 5322); SNS takes 100 characters and 256 KiB.
const (
	MaxSubject = 78      // characters
	MaxBody    = 250_000 // bytes
)

// ErrInvalid is matched by the error of a text that nobody could be sent.
var ErrInvalid = errors.New("mail: cannot be sent")

// Sender sends plain text. It is safe for concurrent use.
type Sender interface {
	// Send returns when the text is accepted for everybody who is to have it. A text
	// that fails [Check] is refused. After any other error, and after none, it may
	// reach people more than once: who sends says in the subject what it is about.
	// No error quotes subject or body.
	Send(ctx context.Context, subject, body string) error
}

// Check returns what is wrong with a text, matching [ErrInvalid], or nil: a subject is 1
// to 78 printable characters of ASCII and begins and ends with none that is space; a
// body is valid UTF-8, not empty and at most 250,000 bytes.
func Check(subject, body string) error {
	switch {
	case subject == "":
		return fmt.Errorf("%w: subject: empty", ErrInvalid)
	case len(subject) > MaxSubject:
		return fmt.Errorf("%w: subject: %d bytes, at most %d", ErrInvalid, len(subject), MaxSubject)
	case subject[0] == ' ' || subject[len(subject)-1] == ' ':
		return fmt.Errorf("%w: subject: begins or ends with a space", ErrInvalid)
	case body == "":
		return fmt.Errorf("%w: body: empty", ErrInvalid)
	case len(body) > MaxBody:
		return fmt.Errorf("%w: body: %d bytes, at most %d", ErrInvalid, len(body), MaxBody)
	case !utf8.ValidString(body):
		return fmt.Errorf("%w: body: not UTF-8", ErrInvalid)
	}
	for i := range len(subject) {
		if subject[i] < ' ' || subject[i] > '~' {
			return fmt.Errorf("%w: subject: byte %d is no printable ASCII", ErrInvalid, i)
		}
	}
	return nil
}
