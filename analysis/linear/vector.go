package linear

import "math"

// idfUnit is how many units of IDF make one natural logarithm.
const idfUnit = 24

// QuantiseIDF returns the inverse document frequency ln((texts+1)/df) in the
// unit of Model.IDF: at least 1, at most 255.
func QuantiseIDF(texts, df int) uint8 {
	x := math.Round(idfUnit * math.Log(float64(texts+1)/float64(df)))
	return uint8(min(max(x, 1), 255))
}

// damped[n] is 16·(1+ln n), rounded: what n occurrences of a feature count for.
// Texts that repeat a feature more often count as the last entry.
var damped = [...]int64{0, 16, 27, 34, 38, 42, 45, 47, 49, 51, 53, 54, 56, 57, 58, 59, 60}

// Vector is what a model sees of a text: rows of its vocabulary in rising order
// of first occurrence, and their weights before the division by Norm.
type Vector struct {
	Rows   []int32
	Values []int64
	Norm   int64 // Euclidean length, rounded down; 0 for a text without known features
}

// Vectoriser makes vectors. It keeps scratch memory for one model, so it is not
// safe for concurrent use. A vector is valid until the next call.
type Vectoriser struct {
	m     *Model
	count []uint16 // per row; all zero between calls
	v     Vector
}

// NewVectoriser returns a vectoriser for m.
func NewVectoriser(m *Model) *Vectoriser {
	return &Vectoriser{m: m, count: make([]uint16, len(m.Prints))}
}

// rows appends the rows of the known ones among the features to dst.
func (x *Vectoriser) rows(dst []int32, features []uint32) []int32 {
	for _, f := range features {
		if r := x.m.index.row(f); r >= 0 {
			dst = append(dst, r)
		}
	}
	return dst
}

// vector weighs occurrences of rows.
func (x *Vectoriser) vector(occurrences []int32) *Vector {
	x.v.Rows, x.v.Values = x.v.Rows[:0], x.v.Values[:0]
	for _, r := range occurrences {
		if x.count[r] == 0 {
			x.v.Rows = append(x.v.Rows, r)
		}
		if x.count[r] < uint16(len(damped)-1) {
			x.count[r]++
		}
	}
	var square int64
	for _, r := range x.v.Rows {
		value := int64(x.m.IDF[r]) * damped[x.count[r]]
		x.count[r] = 0
		x.v.Values = append(x.v.Values, value)
		square += value * value
	}
	x.v.Norm = sqrt(square)
	return &x.v
}

// Vector returns the vector of a text with these features.
func (x *Vectoriser) Vector(features []uint32) *Vector {
	return x.vector(x.rows(nil, features))
}

// sqrt returns the integer square root of n, rounded down.
func sqrt(n int64) int64 {
	if n <= 0 {
		return 0
	}
	x := int64(math.Sqrt(float64(n))) // exact to one unit; corrected in integers
	for x*x > n {
		x--
	}
	for (x+1)*(x+1) <= n {
		x++
	}
	return x
}
