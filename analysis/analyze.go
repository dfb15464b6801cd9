package analysis

import (
	"strings"
	"sync"

	"paradox/analysis/feature"
	"paradox/analysis/label"
	"paradox/analysis/language"
	"paradox/analysis/linear"
	"paradox/analysis/model"
	"paradox/analysis/token"
)

// Analyze labels a text. A text in a language that is not labelled, or without words
// that any language can be told by, comes back Unclassified with its language: never as neutral. Spans are
// byte offsets into text, on rune boundaries. It is safe for concurrent use and
// takes time in proportion to the text: tens of microseconds for a message.
func Analyze(text string) label.Result {
	tag, confidence := language.Detect(text)
	r := label.Result{Language: tag, Confidence: confidence, Model: Model()}
	engine, ok := pools[tag]
	if !ok {
		r.Unclassified = true
		return r
	}
	s := engine.Get().(*scorers)
	s.read(text)
	s.themes(&r)
	r.Sentiment = s.tone()
	engine.Put(s) // not deferred: after a panic its counts are half-way, and another text would inherit them
	return r
}

// Model returns the version of the embedded models, as Result.Model carries it.
func Model() string { return model.Version() }

// scorers holds the models of one language with the memory that scoring a text needs.
type scorers struct {
	pair      model.Pair
	theme     *linear.Scorer
	sentiment *linear.Scorer
	spans     []label.Span // of each clause
	features  []uint32
	clauses   [][]uint32
	found     []int // clauses that are evidence
}

func newScorers(p model.Pair) *scorers {
	return &scorers{pair: p, theme: linear.NewScorer(p.Themes), sentiment: linear.NewScorer(p.Sentiment)}
}

// pools keep scorers for reuse: each has tables as large as its vocabulary.
var pools = map[string]*sync.Pool{"en": poolOf("en"), "pl": poolOf("pl")}

func poolOf(language string) *sync.Pool {
	return &sync.Pool{New: func() any {
		p, _ := model.For(language)
		return newScorers(p)
	}}
}

// read cuts the text into clauses and makes their features.
func (s *scorers) read(text string) {
	s.spans, s.features, s.clauses = s.spans[:0], s.features[:0], s.clauses[:0]
	toks := token.Tokens(text)
	for _, c := range token.Clauses(text, toks) {
		from := len(s.features)
		s.features = feature.Append(s.features, toks, c)
		s.clauses = append(s.clauses, s.features[from:])
		s.spans = append(s.spans, spanOf(toks[c.First:c.Last]))
	}
}

// spanOf returns the bytes of a clause without the pauses and full stops at its ends.
func spanOf(toks []token.Token) label.Span {
	first, last := 0, len(toks)-1
	for first < last && pause(toks[first]) {
		first++
	}
	for last > first && pause(toks[last]) {
		last--
	}
	return label.Span{toks[first].Start, toks[last].End}
}

func pause(t token.Token) bool {
	return t.Kind == token.Mark && strings.Contains(".,;:!?…–—-", t.Folded)
}
