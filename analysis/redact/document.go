package redact

import "strings"

// documents finds numbers that open with letters: Polish identity cards and
// passports, National Insurance numbers; and passports of the UK and the US,
// which have no check digit and need a cue.
func (s *scan) documents() {
	for i := range s.tokens {
		if s.tokens[i].kind != number {
			continue
		}
		s.documentFrom(i)
	}
}

// documentFrom claims the longest document number whose first digits are token
// i. The short word before them may be part of it or not.
func (s *scan) documentFrom(i int) {
	for _, lettered := range [...]bool{true, false} {
		for groups := 4; groups > 0; groups-- {
			if d, ok := s.documentAt(i, groups, lettered); ok {
				if kind := d.kind(); kind != "" && s.claim(kind, d.start, d.end) {
					return
				}
			}
		}
	}
}

// document is a code of letters, digits and perhaps a last letter.
type document struct {
	start, end int
	code       string // without separators, in upper case
	letters    int    // how many it begins with
	digits     int
	upper      bool // written in upper case
	cues       cue
	thing      cue // of the two words right before it
}

// documentAt reads a document number of so many groups of digits, the first of
// them token i; lettered if the word before them belongs to it.
func (s *scan) documentAt(i, groups int, lettered bool) (document, bool) {
	first, last := i, i+groups-1
	if lettered {
		first--
	}
	if first < 0 || last >= len(s.tokens) || lettered && !s.leads(first) || s.alnumBefore(s.tokens[first].start) {
		return document{}, false
	}
	d := document{start: s.tokens[first].start, cues: s.before(first, 5), thing: s.thing(first, 2)}
	code := ""
	if lettered {
		code = s.text(s.tokens[first])
		d.letters = len(code)
	}
	for k := i; k <= last; k++ {
		if sep := s.joined(k - 1); k > i && sep != ' ' && sep != '-' {
			return document{}, false
		}
		code += s.text(s.tokens[k])
	}
	d.digits, d.end = len(code)-d.letters, s.tokens[last].end
	if d.digits > 9 || groups > 1 && (!lettered || s.tokens[first].cue&cueMonth != 0) {
		return document{}, false // too long, a range or a date
	}
	if tail := s.tail(last); tail > 0 && d.letters == 2 && d.digits == 6 {
		code, d.end = code+s.s[tail-1:tail], tail
	}
	d.code = strings.ToUpper(code)
	d.upper = d.code == code
	return d, !s.letterAfter(d.end)
}

// leads reports whether token i is one to three letters right before the next
// token.
func (s *scan) leads(i int) bool {
	t := s.tokens[i]
	return t.kind == word && t.end-t.start <= 3 && asciiLetters(s.text(t)) && s.closeTo(i)
}

func (s *scan) alnumBefore(i int) bool { return s.letterBefore(i) || s.digitBefore(i) }

// closeTo reports whether token i touches the next, or only a space or hyphen
// divides them.
func (s *scan) closeTo(i int) bool {
	gap := s.between(i)
	return gap == "" || gap == " " || gap == "-"
}

// tail returns the end of a single letter A to D behind token k, or 0.
func (s *scan) tail(k int) int {
	if k+1 >= len(s.tokens) || !s.closeTo(k) {
		return 0
	}
	t := s.tokens[k+1]
	if t.kind != word || t.end-t.start != 1 || s.s[t.start]&^0x20 < 'A' || s.s[t.start]&^0x20 > 'D' || s.digitAfter(t.end) {
		return 0
	}
	return t.end
}

func asciiLetters(p string) bool {
	for i := range len(p) {
		if !isLetter(p[i]) {
			return false
		}
	}
	return true
}

// kind is the kind of document that the code is the number of, "" for none. A
// cue makes up for a wrong check digit and for lower case.
func (d *document) kind() Kind {
	product := d.thing&(cueProduct|cueOrder) != 0
	tailed := len(d.code) == 9 && d.letters == 2 && d.digits == 6
	switch {
	case d.cues&cuePassport != 0 && d.letters <= 2 && d.digits >= 6 && !tailed && d.digits+d.letters <= 9 && d.digits+d.letters >= 8:
		return Passport
	case d.cues&cueIDCard != 0 && d.letters == 3 && d.digits == 6:
		return IDCard
	case (d.cues&cueNINO != 0 || d.cues&cueHolder != 0 && tailed) && d.letters == 2 && d.digits == 6:
		return NINO
	case !d.upper || product:
	case tailed && validNINO(d.code):
		return NINO
	case d.letters == 3 && d.digits == 6 && validIDCard(d.code):
		return IDCard
	case d.letters == 2 && d.digits == 7 && !tailed && validPassport(d.code):
		return Passport
	}
	return ""
}

// validIDCard checks a Polish identity card number: weights 7 3 1 over the
// letters, the check digit, then 7 3 1 7 3.
func validIDCard(code string) bool {
	return (weighted(code, 7, 3, 1)+weighted(code[4:], 7, 3, 1, 7, 3))%10 == value(code[3])
}

// validPassport checks a Polish passport number: weights 7 3 over the letters,
// the check digit, then 1 7 3 1 7 3.
func validPassport(code string) bool {
	return (weighted(code, 7, 3)+weighted(code[3:], 1, 7, 3, 1, 7, 3))%10 == value(code[2])
}

// validNINO applies HMRC's rules for the prefix: neither letter is D, F, I, Q,
// U or V, the second is not O, and some pairs are not given out.
func validNINO(code string) bool {
	for i, c := range code[:2] {
		switch c {
		case 'D', 'F', 'I', 'Q', 'U', 'V':
			return false
		case 'O':
			if i == 1 {
				return false
			}
		}
	}
	switch code[:2] {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	return true
}
