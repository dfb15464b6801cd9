package redact

// documents finds numbers that open with letters: Polish identity cards and
// passports, National Insurance numbers; and passports of the UK and the US,
// which have no check digit and need a cue.
func (s *scan) documents() {
	for i := range s.tokens {
		if s.tokens[i].kind != number {
			continue
		}
		// the short word before the digits may be part of the number or not
		for _, lettered := range [...]bool{true, false} {
			if d, ok := s.documentAt(i, lettered); ok {
				if kind := d.kind(); kind != "" && s.claim(kind, d.start, d.end) {
					break
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
	spaced     bool // with separators
	cues       cue
}

// documentAt reads a document number whose first digits are token i; lettered
// if the word before them belongs to it.
func (s *scan) documentAt(i int, lettered bool) (d document, ok bool) {
	var code []byte
	d.start, d.upper = s.tokens[i].start, true
	lead := i
	if lettered && i > 0 && s.tokens[i-1].kind == word && len(s.text(s.tokens[i-1])) <= 3 && s.closeTo(i-1) {
		lead = i - 1
		t := s.tokens[lead]
		if p := s.text(t); asciiLetters(p) {
			code = append(code, p...)
			d.start, d.letters = t.start, len(p)
			d.spaced = s.between(lead) != ""
		} else {
			return d, false
		}
	}
	k := i
	for {
		t := s.tokens[k]
		code = append(code, s.text(t)...)
		d.digits += t.end - t.start
		d.end = t.end
		if d.digits > 9 {
			return d, false
		}
		if sep := s.joined(k); sep != ' ' && sep != '-' || d.letters == 0 {
			break
		}
		d.spaced = true
		k++
	}
	if tail := s.tail(k); tail > 0 && d.letters == 2 && d.digits == 6 {
		code = append(code, s.s[tail-1])
		d.end = tail
	} else if s.letterAfter(d.end) {
		return d, false
	}
	for j, c := range code {
		if 'a' <= c && c <= 'z' {
			d.upper = false
			code[j] = c - 'a' + 'A'
		}
	}
	d.code = string(code)
	d.cues = s.before(lead, 5)
	return d, !s.alnumBefore(d.start)
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

func (d *document) kind() Kind {
	product := d.cues&(cueProduct|cueOrder) != 0
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
