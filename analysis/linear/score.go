package linear

// Scores holds the scores of a text, one per head.
type Scores struct {
	Total   []int64   // what decides: whole and best clause, mixed
	Whole   []int64   // of the text as one bag of features
	Clauses [][]int64 // of each clause alone
}

// Scorer scores texts with one model. It keeps scratch memory, so it is not safe
// for concurrent use; what it returns is valid until the next call.
type Scorer struct {
	m      *Model
	vec    *Vectoriser
	rows   []int32
	ends   []int
	cells  []int64
	sum    []int64
	scores Scores
}

// NewScorer returns a scorer for m.
func NewScorer(m *Model) *Scorer {
	return &Scorer{m: m, vec: NewVectoriser(m), sum: make([]int64, len(m.Heads))}
}

// Score scores a text given as the features of its clauses. A text without
// clauses scores as one without known features.
func (s *Scorer) Score(clauses [][]uint32) *Scores {
	s.look(clauses)
	heads, n := len(s.m.Heads), len(clauses)
	if need := heads * (n + 2); cap(s.cells) < need {
		s.cells = make([]int64, need)
	}
	cell := func(i int) []int64 { return s.cells[:cap(s.cells)][i*heads : (i+1)*heads : (i+1)*heads] }
	s.scores.Total, s.scores.Whole = cell(0), cell(1)
	s.score(s.scores.Whole, s.rows)
	s.scores.Clauses = s.scores.Clauses[:0]
	from := 0
	for i, to := range s.ends {
		c := cell(i + 2)
		if n == 1 {
			copy(c, s.scores.Whole)
		} else {
			s.score(c, s.rows[from:to])
		}
		s.scores.Clauses = append(s.scores.Clauses, c)
		from = to
	}
	s.mix()
	return &s.scores
}

// look finds the rows of all features, and where each clause's end.
func (s *Scorer) look(clauses [][]uint32) {
	s.rows, s.ends = s.rows[:0], s.ends[:0]
	for _, c := range clauses {
		s.rows = s.vec.rows(s.rows, c)
		s.ends = append(s.ends, len(s.rows))
	}
}

// score writes the score of every head for the occurrences of rows.
func (s *Scorer) score(dst []int64, rows []int32) {
	v := s.vec.vector(rows)
	heads := len(s.m.Heads)
	clear(s.sum)
	for i, r := range v.Rows {
		value := v.Values[i]
		w := s.m.Weights[int(r)*heads:][:heads]
		sum := s.sum[:len(w)]
		for h, q := range w {
			sum[h] += value * int64(q)
		}
	}
	for h := range dst {
		dst[h] = s.m.Heads[h].Bias
		if v.Norm > 0 {
			dst[h] += s.sum[h] * s.m.Heads[h].Scale / (v.Norm << scaleBits)
		}
	}
}

// mix combines the whole text with its best clause, head by head.
func (s *Scorer) mix() {
	t := &s.scores
	for h, whole := range t.Whole {
		best := whole
		for i, c := range t.Clauses {
			if i == 0 || c[h] > best {
				best = c[h]
			}
		}
		share := s.m.Reading.WholeShare
		t.Total[h] = (share*whole + (256-share)*best) / 256
	}
}

// Evidence returns which clauses speak for a head: the best one, and those that
// come near it. It appends their numbers, rising, to dst.
func (s *Scorer) Evidence(dst []int, head int) []int {
	best := 0
	for i, c := range s.scores.Clauses {
		if c[head] > s.scores.Clauses[best][head] {
			best = i
		}
	}
	r := s.m.Reading
	for i, c := range s.scores.Clauses {
		if i == best || c[head] > r.SpanFloor && c[head] >= s.scores.Clauses[best][head]-r.SpanReach {
			dst = append(dst, i)
		}
	}
	return dst
}
