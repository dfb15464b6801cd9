// Package table holds what the language model learnt: one row of small weights
// for each feature it knows.
package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Scale is the number of units of a weight in one unit of natural log-odds.
const Scale = 24

// Table is a linear model. It is read-only once made, and then safe for
// concurrent use.
type Table struct {
	Header    string // what it was made from: lines of "name: value"
	Languages []string
	Bias      []int32
	Keys      []uint32 // fingerprints of features, ascending
	Weights   []int8   // one row per key, one column per language

	slots []uint16 // index of the key with that hash, plus one; 0 is free
	shift uint
}

const languages = "languages: "

// Marshal returns the table's file: its header, an empty line, and then little
// endian the biases, the number of keys, the keys and the weights.
func (t *Table) Marshal() []byte {
	var b bytes.Buffer
	b.WriteString(t.Header)
	b.WriteString(languages + strings.Join(t.Languages, " ") + "\n\n")
	for _, part := range []any{t.Bias, uint32(len(t.Keys)), t.Keys, t.Weights} {
		binary.Write(&b, binary.LittleEndian, part) // a buffer takes all of it
	}
	return b.Bytes()
}

// Parse reads what Marshal writes.
func Parse(file []byte) (*Table, error) {
	head, body, ok := bytes.Cut(file, []byte("\n\n"))
	at := bytes.LastIndex(head, []byte("\n"+languages))
	if !ok || at < 0 {
		return nil, errors.New("language table: no header")
	}
	t := &Table{Header: string(head[:at+1])}
	t.Languages = strings.Fields(string(head[at+1+len(languages):]))
	t.Bias = make([]int32, len(t.Languages))
	in := bytes.NewReader(body)
	var n uint32
	for _, part := range []any{t.Bias, &n} {
		if err := binary.Read(in, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("language table: reading biases: %w", err)
		}
	}
	if row := 4 + len(t.Languages); n >= 1<<15 || in.Len() != int(n)*row {
		return nil, fmt.Errorf("language table: %d bytes for %d rows of %d", in.Len(), n, row)
	}
	t.Keys, t.Weights = make([]uint32, n), make([]int8, int(n)*len(t.Languages))
	for _, part := range []any{t.Keys, t.Weights} {
		if err := binary.Read(in, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("language table: reading rows: %w", err)
		}
	}
	t.index()
	return t, nil
}

// index builds an open hash of the keys, at most half full. The keys are
// fingerprints, so their upper bits serve as the hash.
func (t *Table) index() {
	bits := uint(4)
	for 1<<bits < 2*len(t.Keys) {
		bits++
	}
	t.shift = 32 - bits
	t.slots = make([]uint16, 1<<bits)
	for i, key := range t.Keys {
		at := key >> t.shift
		for t.slots[at] != 0 {
			at = (at + 1) & (1<<bits - 1)
		}
		t.slots[at] = uint16(i + 1)
	}
}

// Row returns the weights of a feature, nil if the table does not know it.
func (t *Table) Row(key uint32) []int8 {
	mask := uint32(len(t.slots) - 1)
	for at := key >> t.shift; t.slots[at] != 0; at = (at + 1) & mask {
		if i := int(t.slots[at] - 1); t.Keys[i] == key {
			n := len(t.Languages)
			return t.Weights[i*n : (i+1)*n]
		}
	}
	return nil
}
