package redact

// addresses finds postal addresses: Polish by "ul." and its like or by postal
// code and town; British and American by number and street, postcode, or state
// and ZIP; and where a word for living somewhere leads to a street and number.
func (s *scan) addresses() {
	for i, t := range s.tokens {
		switch {
		case t.cue&cueStreetPL != 0:
			s.polishStreet(i)
		case t.cue&(cueStreetEN|cueStreetEN2) != 0:
			s.englishStreet(i)
		case t.cue&cueHome != 0:
			s.polishHome(i)
		}
	}
	for i, t := range s.tokens {
		if t.kind == number {
			s.postalCode(i)
			s.boxNumber(i)
		}
	}
	s.postcodes()
	s.zipCodes()
}

// place is a stretch of tokens that may be an address.
type place struct{ first, last int }

func (s *scan) claimPlace(p place) bool {
	return s.claim(Address, s.tokens[p.first].start, s.tokens[p.last].end)
}

// spaced reports whether only spaces, dots and, if commas is set, commas and
// one line's end stand between token i and the next.
func (s *scan) spaced(i int, commas bool) bool {
	if i < 0 || i+1 >= len(s.tokens) {
		return false
	}
	gap := s.between(i)
	if len(gap) > 4 {
		return false
	}
	for k := range len(gap) {
		if c := gap[k]; c != ' ' && c != '.' && !(commas && (c == ',' || c == '\n')) {
			return false
		}
	}
	return true
}

// numberedName reports whether the number of token k is an amount, a time or a
// date.
func (s *scan) numberedName(k int) bool {
	w := window{scan: s, first: k, last: k}
	end := s.tokens[k].end
	return w.amount() || (s.has(end, ":") || s.has(end, ".")) && s.digitAfter(end+1)
}

// houseEnd returns the last token of a house number begun at token i: "10",
// "10a", "10/5", "10 m. 5", "10 lok. 3a".
func (s *scan) houseEnd(i int) int {
	last := s.houseLetter(i)
	if last+1 < len(s.tokens) && s.tokens[last+1].kind == number {
		if gap := s.between(last); gap == "/" || gap == "-" || gap == " / " {
			last = s.houseLetter(last + 1)
		}
	}
	if last+2 < len(s.tokens) && s.tokens[last+1].cue&cueFlat != 0 && s.tokens[last+2].kind == number &&
		s.spaced(last, true) && s.spaced(last+1, false) {
		last = s.houseLetter(last + 2)
	}
	return last
}

// houseLetter includes a letter that belongs to the number of token i.
func (s *scan) houseLetter(i int) int {
	if i+1 >= len(s.tokens) {
		return i
	}
	t := s.tokens[i+1]
	if t.kind == word && t.end-t.start == 1 && (s.between(i) == "" || s.between(i) == " " && isUpper(s.s[t.start]) && !s.has(t.end, "'")) {
		return i + 1
	}
	return i
}
