package file

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// numbers counts the rows that are equal so far, by 128 bits of their digest.
type numbers map[[16]byte]uint32

// id names a row that has no id, by what is in it and how many equal rows came
// before it. Reading always starts at the first row, so that a resumed import
// counts the same.
func (n numbers) id(r Row, written string) string {
	h := sha256.New()
	for _, part := range [...]string{r.Source, written, r.Author, r.Text} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))) // no two lists run together
		h.Write([]byte(part))
	}
	var key [16]byte
	copy(key[:], h.Sum(nil))
	number := n[key]
	n[key]++
	h.Write(binary.BigEndian.AppendUint32(nil, number))
	return "row-sha256:" + hex.EncodeToString(h.Sum(nil))
}
