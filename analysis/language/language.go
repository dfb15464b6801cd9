package language

import (
	_ "embed"
	"fmt"
	"sync"

	"paradox/analysis/label"
	"paradox/analysis/language/internal/gram"
	"paradox/analysis/language/internal/table"
)

// The tags that the analysis acts on.
const (
	English      = "en"
	Polish       = "pl"
	Undetermined = "und" // too little, or nothing, to tell a language by
)

//go:embed table.bin
var file []byte

var learnt = sync.OnceValue(func() *table.Table {
	t, err := table.Parse(file)
	if err != nil {
		panic(fmt.Sprintf("embedded: %v", err)) // a test reads it
	}
	if n := len(t.Languages); n < expected || n > maxLanguages || t.Languages[0] != English || t.Languages[1] != Polish {
		panic(fmt.Sprintf("embedded: language table: languages %v", t.Languages))
	}
	return t
})

// Header says what the embedded table was made from, under which licences.
func Header() string { return learnt().Header }

// The table's first languages are the expected ones, English and Polish.
const expected, maxLanguages = 2, 32

// Detect returns the BCP 47 tag of the language that text is written in, or
// [Undetermined], and how sure that is, in [0, 10000]. Any text is ordinary
// input. It is safe for concurrent use, keeps nothing, and does not allocate
// unless accents stand apart from their letters; the same text gives the same answer on every machine.
//
// A confidence is below 5000 with [Undetermined], where it says how near the
// nearest language came, and 5000 or more with every other tag.
func Detect(text string) (tag string, confidence label.Score) {
	s := scorer{table: learnt()}
	s.read(text)
	if s.reader.OtherLetters() > s.reader.Latin {
		return byScript(&s.reader)
	}
	if s.told == 0 {
		return Undetermined, 0
	}
	return s.decide()
}

// scorer adds up the rows of a text's features.
type scorer struct {
	table  *table.Table
	reader gram.Reader
	told   int // words that may tell a language
	scores [maxLanguages]int32
}

func (s *scorer) read(text string) {
	copy(s.scores[:], s.table.Bias)
	var keys [gram.MaxFeatures]uint32
	for s.reader = gram.NewReader(text); s.reader.Next(); {
		keys := gram.Features(keys[:0], s.reader.Word())
		if everyones()[keys[0]] { // the whole word
			continue
		}
		s.told++
		for _, key := range keys {
			for i, w := range s.table.Row(key) {
				s.scores[i] += int32(w)
			}
		}
	}
}

// decide names the language with the highest score if it leads by enough.
func (s *scorer) decide() (string, label.Score) {
	langs := s.table.Languages
	for i := range expected {
		s.scores[i] += prior
	}
	best, next := 0, 1
	if s.scores[1] > s.scores[0] {
		best, next = 1, 0
	}
	for i := 2; i < len(langs); i++ {
		switch {
		case s.scores[i] > s.scores[best]:
			best, next = i, best
		case s.scores[i] > s.scores[next]:
			next = i
		}
	}
	lead := s.scores[best] - s.scores[next]
	switch sure := logistic(lead); {
	case lead < minLead:
		return Undetermined, min(sure, 4999)
	case langs[best] == Undetermined:
		return Undetermined, 10000 - sure
	default:
		return langs[best], sure
	}
}
