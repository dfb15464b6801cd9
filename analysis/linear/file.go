package linear

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// A file is: magic, the length of the header in 4 bytes, the header as JSON, then
// the fingerprints (4 bytes each, rising), the IDFs and the weights (1 byte
// each). Numbers are little-endian.
const magic = "PDX-LIN1"

// maxHeads is the most outputs a model may have.
const maxHeads = 64

// ErrFormat is matched by every error of [Parse].
var ErrFormat = errors.New("not a linear model file")

// Bytes returns the model as a file. Equal models give equal bytes.
func (m *Model) Bytes() ([]byte, error) {
	head, err := json.MarshalIndent(m.Header, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encoding model header: %w", err)
	}
	out := append([]byte(magic), binary.LittleEndian.AppendUint32(nil, uint32(len(head)))...)
	out = append(out, head...)
	for _, p := range m.Prints {
		out = binary.LittleEndian.AppendUint32(out, p)
	}
	out = append(out, m.IDF...)
	for _, w := range m.Weights {
		out = append(out, byte(w))
	}
	return out, nil
}

// Parse reads what Bytes writes.
func Parse(file []byte) (*Model, error) {
	if len(file) < len(magic)+4 || string(file[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: it does not begin with %q", ErrFormat, magic)
	}
	file = file[len(magic):]
	n := uint64(binary.LittleEndian.Uint32(file))
	if file = file[4:]; uint64(len(file)) < n {
		return nil, fmt.Errorf("%w: header cut short", ErrFormat)
	}
	var h Header
	d := json.NewDecoder(bytes.NewReader(file[:n]))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrFormat, err)
	}
	if err := h.valid(); err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrFormat, err)
	}
	return parseBody(h, file[n:])
}

func (h Header) valid() error {
	switch {
	case len(h.Heads) == 0 || len(h.Heads) > maxHeads:
		return fmt.Errorf("%d heads, want 1 to %d", len(h.Heads), maxHeads)
	case h.Rows < 0 || h.Rows > 1<<24:
		return fmt.Errorf("%d rows, want at most %d", h.Rows, 1<<24)
	case h.Reading.WholeShare < 0 || h.Reading.WholeShare > 256:
		return fmt.Errorf("whole share %d, want 0 to 256", h.Reading.WholeShare)
	}
	for _, head := range h.Heads {
		for i, k := range head.Table {
			if i > 0 && (k.Score <= head.Table[i-1].Score || k.Probability < head.Table[i-1].Probability) {
				return fmt.Errorf("table of head %q does not rise", head.Name)
			}
		}
	}
	return nil
}

func parseBody(h Header, b []byte) (*Model, error) {
	if want := h.Rows * (5 + len(h.Heads)); len(b) != want {
		return nil, fmt.Errorf("%w: body has %d bytes, want %d", ErrFormat, len(b), want)
	}
	prints := make([]uint32, h.Rows)
	for i := range prints {
		prints[i] = binary.LittleEndian.Uint32(b[4*i:])
		if i > 0 && prints[i] <= prints[i-1] {
			return nil, fmt.Errorf("%w: fingerprints do not rise", ErrFormat)
		}
	}
	b = b[4*h.Rows:]
	weights := make([]int8, h.Rows*len(h.Heads))
	for i, x := range b[h.Rows:] {
		weights[i] = int8(x)
	}
	return New(h, prints, b[:h.Rows:h.Rows], weights), nil
}
