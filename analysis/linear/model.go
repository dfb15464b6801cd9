package linear

import (
	"math"

	"paradox/analysis/label"
)

// Header says what a model is and where it comes from. It is the readable part
// of the file.
type Header struct {
	Name     string  `json:"name"`     // "themes" or "sentiment"
	Language string  `json:"language"` // BCP 47 tag
	Taxonomy string  `json:"taxonomy"`
	Date     string  `json:"date"`    // of the recipe, not of the run: the same inputs give the same bytes
	Licence  string  `json:"licence"` // of the model
	Data     []Data  `json:"data"`    // what it was trained on
	Figures  Figures `json:"figures"`
	Reading  Reading `json:"reading"`
	Heads    []Head  `json:"heads"`
	Rows     int     `json:"rows"` // size of the vocabulary
}

// Reading says how scores of clauses and of the whole text are read together.
type Reading struct {
	WholeShare int64 `json:"whole_share"` // of the whole text in a total, in 1/256; the rest is the best clause's
	SpanFloor  int64 `json:"span_floor"`  // a clause is evidence beside the best one if it scores more than this
	SpanReach  int64 `json:"span_reach"`  // and at most so much less than the best one
}

// Data names a set that a model was trained on.
type Data struct {
	Name    string `json:"name"`
	Licence string `json:"licence"`
	SHA256  string `json:"sha256"`
	Rows    int    `json:"rows"`
}

// Figures are what cross-validation over writers or sets measured while training.
type Figures struct {
	Rows int     `json:"rows"`
	F1   float64 `json:"f1"` // micro-averaged over the heads
}

// Head is one output of a model.
type Head struct {
	Name      string `json:"name"`
	Scale     int64  `json:"scale"` // score units of one weight unit, times 1<<scaleBits
	Bias      int64  `json:"bias"`
	Threshold int64  `json:"threshold"` // scores above it assert the output
	Table     []Knot `json:"table"`     // score to probability, rising, at least one knot
}

// scaleBits is the fixed-point precision of Head.Scale.
const scaleBits = 16

// Knot is a point of a calibration table.
type Knot struct {
	Score       int64       `json:"s"`
	Probability label.Score `json:"p"`
}

// Probability returns the calibrated probability of a score: linear between the
// knots of the table, constant beyond its ends.
func (h Head) Probability(score int64) label.Score {
	t := h.Table
	if len(t) == 0 {
		return 0
	}
	if score <= t[0].Score {
		return t[0].Probability
	}
	for i := 1; i < len(t); i++ {
		if score < t[i].Score {
			a, b := t[i-1], t[i]
			return a.Probability + label.Score(int64(b.Probability-a.Probability)*(score-a.Score)/(b.Score-a.Score))
		}
	}
	return t[len(t)-1].Probability
}

// Model is a trained model. It is safe for concurrent use; its fields are not to
// be changed.
type Model struct {
	Header
	Prints  []uint32 // fingerprints of the vocabulary, rising
	IDF     []uint8  // per row, in units of 1/idfUnit
	Weights []int8   // [row][head]

	index index
}

// New returns a model ready to score. The slices are kept, not copied.
func New(h Header, prints []uint32, idf []uint8, weights []int8) *Model {
	h.Rows = len(prints)
	return &Model{Header: h, Prints: prints, IDF: idf, Weights: weights, index: newIndex(prints)}
}

// Unit is what one unit of weight counts on the scale of the loss: the inverse of [NewHead].
func (h Head) Unit() float64 { return float64(h.Scale) / (10000 * (1 << scaleBits)) }

// NewHead returns a head whose weights count in the given unit and whose bias is
// given on the scale of the loss.
func NewHead(name string, unit, bias float64) Head {
	return Head{
		Name:  name,
		Scale: int64(math.Round(unit * 10000 * (1 << scaleBits))),
		Bias:  int64(math.Round(bias * 10000)),
	}
}
