package linear

import "math/bits"

// index finds the row of a fingerprint: a hash table with open addressing, at
// most half full. A fingerprint is already a hash, so its high bits are the slot.
type index struct {
	shift uint
	slots []slot
}

// slot holds a fingerprint and its row plus one; zero is empty.
type slot struct{ print, next uint32 }

func newIndex(prints []uint32) index {
	size := 1 << bits.Len(uint(2*len(prints)))
	x := index{shift: uint(32 - bits.Len(uint(size-1))), slots: make([]slot, size)}
	for row, p := range prints {
		i := int(p >> x.shift)
		for x.slots[i].next != 0 {
			i = (i + 1) & (size - 1)
		}
		x.slots[i] = slot{p, uint32(row + 1)}
	}
	return x
}

// row returns the row of the fingerprint, or -1.
func (x *index) row(p uint32) int32 {
	for i := int(p >> x.shift); ; i = (i + 1) & (len(x.slots) - 1) {
		s := x.slots[i&(len(x.slots)-1)]
		if s.next == 0 {
			return -1
		}
		if s.print == p {
			return int32(s.next - 1)
		}
	}
}
