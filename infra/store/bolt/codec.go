package bolt

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// A stored reaction is a version byte, a state byte and, unless it is a
// tombstone, JSON: it can be read with any tool, and what later versions add is
// absent, not garbage.
const (
	version = 1

	whole     = 'w'
	stub      = 's'
	tombstone = 't'
)

var tombstoneValue = []byte{version, tombstone}

type record struct {
	Reaction *reaction.Reaction      `json:"reaction,omitempty"` // whole only
	Dims     store.Dims              `json:"dims"`
	Labels   map[string]label.Result `json:"labels"`
}

func encodeWhole(e store.Entry) ([]byte, error) {
	return encode(whole, record{&e.Reaction, e.Dims, e.Labels})
}

// encodeStub keeps what was counted and nothing else.
func encodeStub(e store.Entry) ([]byte, error) {
	e = e.Stub()
	return encode(stub, record{nil, e.Dims, e.Labels})
}

func encode(state byte, r record) ([]byte, error) {
	buf := bytes.NewBuffer([]byte{version, state})
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("encoding a reaction: %w", err)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// decode reads what is stored under an id. Its errors do not quote the value.
func decode(id reaction.ID, value []byte) (store.Stored, error) {
	if len(value) < 2 || value[0] != version {
		return store.Stored{}, fmt.Errorf("reaction %s: written by another version of this program", id)
	}
	bare := store.Entry{Reaction: reaction.Reaction{ID: id}}
	if value[1] == tombstone {
		return store.Stored{Entry: bare, State: store.Tombstone}, nil
	}
	var r record
	if err := json.Unmarshal(value[2:], &r); err != nil {
		return store.Stored{}, fmt.Errorf("reaction %s: damaged", id)
	}
	bare.Dims, bare.Labels = r.Dims, r.Labels
	switch {
	case value[1] == stub:
		return store.Stored{Entry: bare, State: store.Stub}, nil
	case value[1] == whole && r.Reaction != nil:
		bare.Reaction = *r.Reaction
		return store.Stored{Entry: bare, State: store.Whole}, nil
	}
	return store.Stored{}, fmt.Errorf("reaction %s: damaged", id)
}

// authoredKey places a reaction among its author's.
func authoredKey(author reaction.AuthorKey, id reaction.ID) []byte {
	return append(authorPrefix(author), id...)
}

func authorPrefix(author reaction.AuthorKey) []byte { return append([]byte(author), 0) }

// timeKey sorts as the times do.
func timeKey(t time.Time) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(t.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

const timeKeyLen = 12

func expiryKey(t time.Time, name string) []byte { return append(timeKey(t), name...) }
