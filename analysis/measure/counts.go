package measure

// Counts are the outcomes of one yes-or-no decision over many messages.
type Counts struct{ Hit, Wrong, Miss int }

// Add counts one decision.
func (c *Counts) Add(got, want bool) {
	switch {
	case got && want:
		c.Hit++
	case got:
		c.Wrong++
	case want:
		c.Miss++
	}
}

// Plus returns the sum of two counts.
func (c Counts) Plus(d Counts) Counts {
	return Counts{c.Hit + d.Hit, c.Wrong + d.Wrong, c.Miss + d.Miss}
}

// Support is how many messages ought to have it.
func (c Counts) Support() int { return c.Hit + c.Miss }

// Precision is the share of the asserted that is right; 0 where nothing was asserted.
func (c Counts) Precision() float64 { return ratio(c.Hit, c.Hit+c.Wrong) }

// Recall is the share of the wanted that was found; 0 where nothing was wanted.
func (c Counts) Recall() float64 { return ratio(c.Hit, c.Hit+c.Miss) }

// F1 is the harmonic mean of precision and recall; 0 where neither is defined.
func (c Counts) F1() float64 { return ratio(2*c.Hit, 2*c.Hit+c.Wrong+c.Miss) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
