package index

// Cells counts the messages on the subject by what they assert. No field is negative.
type Cells struct {
	A int64 // value and concern: ambivalent
	B int64 // value only: valued
	C int64 // concern only: concerned
	D int64 // neither: other
}

// R is the number of relevant messages: those that assert value, concern or both.
func (c Cells) R() int64 { return c.A + c.B + c.C }

// N is the number of messages on the subject.
func (c Cells) N() int64 { return c.R() + c.D }

// Value is the share of the messages on the subject that assert a value, with its
// Wilson interval. ok is false where there is no message on the subject.
func (c Cells) Value() (e Estimate, ok bool) { return share(c.A+c.B, c.N()) }

// Concern is the share of the messages on the subject that assert a concern, with
// its Wilson interval. ok is false where there is no message on the subject.
func (c Cells) Concern() (e Estimate, ok bool) { return share(c.A+c.C, c.N()) }

// Paradox is the paradox share PS = a/R, the share of relevant messages that
// assert both sides, with its Wilson interval. ok is false where R is 0.
func (c Cells) Paradox() (e Estimate, ok bool) { return share(c.A, c.R()) }

func share(x, n int64) (Estimate, bool) {
	if n <= 0 {
		return Estimate{}, false
	}
	return Share(x, n), true
}

// Lift is a·N/((a+b)(a+c)): how much more often both sides are asserted together
// than if they were independent. It means something only where messages with
// neither side are observed as they come, in a stream that no keyword filtered.
// ok is false where a side is never asserted.
func (c Cells) Lift() (lift float64, ok bool) {
	p, q := c.A+c.B, c.A+c.C
	if p == 0 || q == 0 {
		return 0, false
	}
	return float64(c.A) * float64(c.N()) / (float64(p) * float64(q)), true
}

// WithDemands returns the cells of the sensitivity run in which a complaint about
// transparency or control (R1-, R2-) counts as a concern: valued of the messages in
// B carry one and become ambivalent, other of those in D become concerned.
func (c Cells) WithDemands(valued, other int64) Cells {
	valued, other = min(max(valued, 0), c.B), min(max(other, 0), c.D)
	return Cells{A: c.A + valued, B: c.B - valued, C: c.C + other, D: c.D - other}
}

// Sub returns c without d: the rest of a whole of which d is a part.
func (c Cells) Sub(d Cells) Cells { return Cells{c.A - d.A, c.B - d.B, c.C - d.C, c.D - d.D} }

// MinRelevant is the R below which no index is given: counts only.
const MinRelevant = 30

// Enough reports whether there are relevant messages enough for an index.
func (c Cells) Enough() bool { return c.R() >= MinRelevant }
