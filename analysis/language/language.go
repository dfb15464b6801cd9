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
	if len(t.Languages) > maxLanguages {
		panic("embedded: language table: too many languages")
	}
	return t
})

// Header says what the embedded table was made from, under which licences.
func Header() string { return learnt().Header }

const maxLanguages = 32

// Detect returns the BCP 47 tag of the language that text is written in, or
// [Undetermined], and how sure that is, in [0, 10000]. Any text is ordinary
// input. It is safe for concurrent use, keeps nothing and does not allocate;
// the same text gives the same answer on every machine.
func Detect(text string) (tag string, confidence label.Score) {
	s := scorer{table: learnt()}
	s.read(text)
	if other := s.reader.OtherLetters(); other > s.reader.Latin {
		return byScript(&s.reader.Others, other, s.reader.Latin)
	}
	if s.reader.Words == 0 {
		return Undetermined, 0
	}
	return s.decide()
}

// scorer adds up the rows of a text's features.
type scorer struct {
	table  *table.Table
	reader gram.Reader
	scores [maxLanguages]int32
}

func (s *scorer) read(text string) {
	copy(s.scores[:], s.table.Bias)
	s.reader.Read(text, func(word []rune) {
		gram.Features(word, func(key uint32) {
			for i, w := range s.table.Row(key) {
				s.scores[i] += int32(w)
			}
		})
	})
}

// decide names the language with the highest score if it leads by enough.
func (s *scorer) decide() (string, label.Score) {
	langs := s.table.Languages
	best, next := 0, -1
	for i := 1; i < len(langs); i++ {
		switch {
		case s.scores[i] > s.scores[best]:
			best, next = i, best
		case next < 0 || s.scores[i] > s.scores[next]:
			next = i
		}
	}
	lead := s.scores[best] - s.scores[next]
	if lead < minLead {
		return Undetermined, logistic(lead)
	}
	return langs[best], logistic(lead)
}
