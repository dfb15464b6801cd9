package bolt

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"paradox/infra/queue"
)

// The buckets: a message's number → the message; → how often it was received;
// → the message put aside. A tally is apart from its message because it changes
// at each receive and a body may be large.
var (
	messages   = []byte("messages")
	tallies    = []byte("tallies")
	quarantine = []byte("quarantine")
)

// version is the first byte of what is stored.
const version = 1

var errVersion = errors.New("written by another version of this program, or damaged")

// message is what is stored of one: version, sent in Unix nanoseconds, length of
// the group's name, group, body.
type message struct {
	sent  time.Time
	group string
	body  []byte
}

const messageHead = 1 + 8 + 2

func encodeMessage(m queue.Message, sent time.Time) []byte {
	b := make([]byte, 0, messageHead+len(m.Group)+len(m.Body))
	b = append(b, version)
	b = binary.BigEndian.AppendUint64(b, uint64(sent.UnixNano()))
	b = binary.BigEndian.AppendUint16(b, uint16(len(m.Group)))
	b = append(b, m.Group...)
	return append(b, m.Body...)
}

// decodeMessage reads what encodeMessage writes. The body is part of b.
func decodeMessage(b []byte) (message, error) {
	if len(b) < messageHead || b[0] != version {
		return message{}, errVersion
	}
	sent := time.Unix(0, int64(binary.BigEndian.Uint64(b[1:]))).UTC()
	n := int(binary.BigEndian.Uint16(b[9:]))
	if b = b[messageHead:]; len(b) < n {
		return message{}, errVersion
	}
	return message{sent, string(b[:n]), b[n:]}, nil
}

// aside is what is stored of a quarantined message: enough to send it again.
type aside struct {
	Reason queue.Reason `json:"reason"`
	At     time.Time    `json:"at"`
	Sent   time.Time    `json:"sent"`
	Group  string       `json:"group,omitempty"`
	Body   []byte       `json:"body"`
}

func decodeAside(id string, v []byte) (aside, error) {
	var a aside
	if len(v) == 0 || v[0] != version || json.Unmarshal(v[1:], &a) != nil {
		return aside{}, fmt.Errorf("quarantined message %s: %w", id, errVersion)
	}
	return a, nil
}

func encodeAside(a aside) ([]byte, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encoding a quarantined message: %w", err)
	}
	return append([]byte{version}, b...), nil
}

func key(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

func idOf(seq uint64) string { return strconv.FormatUint(seq, 10) }

// seqOf returns the number in an id; 0, which no message has, for another's id.
func seqOf(id string) uint64 {
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0
	}
	return seq
}

// receiptOf names a delivery: no later one of the same message has it, since the
// tally is durable.
func receiptOf(seq uint64, received int) string { return idOf(seq) + "." + strconv.Itoa(received) }
