package redact

// birthDates finds dates to which a word for birth leads within six words;
// every other date stays.
func (s *scan) birthDates() {
	if s.cues&cueBirth == 0 && !s.birthWords() {
		return
	}
	for i, t := range s.tokens {
		if t.kind == marker {
			continue
		}
		first, last := s.dateAt(i)
		if last < 0 || s.digitBefore(s.tokens[first].start) {
			continue
		}
		if s.birthBefore(first) || s.birthAfter(last) {
			s.claim(BirthDate, s.tokens[first].start, s.dateEnd(last))
		}
	}
}

// birthWords reports whether the text speaks of birth in several words.
func (s *scan) birthWords() bool {
	for i := range s.tokens {
		if s.birthCue(i) {
			return true
		}
	}
	return false
}

// birthCue reports whether a cue for birth ends at token i.
func (s *scan) birthCue(i int) bool {
	t := s.tokens[i]
	if t.kind != word {
		return false
	}
	w := s.text(t)
	if foldEqual(w, "ur") { // Polish with a full stop or right before the date; "your" in a hurry
		return s.has(t.end, ".") || i+1 < len(s.tokens) && s.tokens[i+1].kind == number && s.joined(i+1) != 0
	}
	if t.cue&cueBirth != 0 {
		return true
	}
	if i > 0 && s.between(i-1) != " " && s.between(i-1) != "." {
		return false
	}
	switch {
	case foldEqual(w, "birth"):
		return i > 1 && foldEqual(s.text(s.tokens[i-1]), "of")
	case foldEqual(w, "b"):
		return i > 1 && foldEqual(s.text(s.tokens[i-1]), "o") && foldEqual(s.text(s.tokens[i-2]), "d")
	case foldEqual(w, "is"), foldEqual(w, "on"):
		return i > 1 && foldEqual(s.text(s.tokens[i-1]), "birthday")
	case foldEqual(w, "mam"), foldEqual(w, "obchodz\u0119"), foldEqual(w, "obchodze"):
		return i > 0 && (foldEqual(s.text(s.tokens[i-1]), "urodziny"))
	}
	return false
}

func (s *scan) birthBefore(first int) bool {
	for k, n := first-1, 0; k >= 0 && n < 6 && s.tokens[k].kind == word && !lineEnds(s.between(k)); k, n = k-1, n+1 {
		if s.birthCue(k) {
			return true
		}
	}
	return false
}

// birthAfter looks for a cue right behind the date: "12.05.1985 (date of birth)".
func (s *scan) birthAfter(last int) bool {
	for k := last + 1; k < len(s.tokens) && k <= last+3 && s.tokens[k].kind == word && !lineEnds(s.between(k-1)); k++ {
		if s.birthCue(k) && s.tokens[k].cue&cueBirth == 0 || foldEqual(s.text(s.tokens[k]), "dob") {
			return true
		}
		if string(foldWord(make([]byte, 0, longestCue), s.text(s.tokens[k]))) == "urodzenia" {
			return true
		}
	}
	return false
}

// dateAt returns the first and last token of a date that begins at token i, or
// a last of -1: digits with dots, slashes or hyphens, or a month by its name or
// in Roman numerals.
func (s *scan) dateAt(i int) (first, last int) {
	t := s.tokens[i]
	if t.kind == number && i+2 < len(s.tokens) && s.tokens[i+1].kind == number && s.tokens[i+2].kind == number {
		a, b := s.joined(i), s.joined(i+1)
		if a != 0 && b != 0 && a != '(' && b != '(' && dateParts(s.text(t), s.text(s.tokens[i+1]), s.text(s.tokens[i+2])) {
			return i, i + 2
		}
	}
	if t.kind == number && t.end-t.start == 8 && digitsDate(s.text(t)) {
		return i, i
	}
	if t.kind == number && t.end-t.start <= 2 {
		return i, s.monthDate(i)
	}
	if t.kind == word && t.cue&cueMonth != 0 && i+1 < len(s.tokens) && s.tokens[i+1].kind == number && s.tokens[i+1].end-s.tokens[i+1].start <= 2 {
		return i, s.yearBehind(i + 1)
	}
	return i, -1
}

// dateParts reports whether three groups of digits can be a date in one of the
// usual orders.
func dateParts(a, b, c string) bool {
	if len(a) == 4 {
		return len(b) <= 2 && len(c) <= 2 && inRange(b, 12) && inRange(c, 31)
	}
	if len(a) > 2 || len(b) > 2 || len(c) != 4 && len(c) != 2 {
		return false
	}
	return inRange(a, 31) && inRange(b, 12) || inRange(a, 12) && inRange(b, 31)
}

func digitsDate(d string) bool {
	return dateParts(d[:2], d[2:4], d[4:]) && (d[4:6] == "19" || d[4:6] == "20") ||
		dateParts(d[:4], d[4:6], d[6:]) && (d[:2] == "19" || d[:2] == "20")
}

func inRange(d string, max int) bool {
	n := small(d)
	return 1 <= n && n <= max
}

// monthDate returns the last token of "12 May 1985", "12th of May", "12 V 1985"
// begun at token i, or -1.
func (s *scan) monthDate(i int) int {
	k := i + 1
	for k < len(s.tokens) && k <= i+2 && s.tokens[k].kind == word && dayWords[string(foldWord(make([]byte, 0, longestCue), s.text(s.tokens[k])))] {
		k++
	}
	if k >= len(s.tokens) || s.tokens[k].kind != word {
		return -1
	}
	if s.tokens[k].cue&cueMonth != 0 {
		return s.yearBehind(k)
	}
	if roman[s.text(s.tokens[k])] {
		if last := s.yearBehind(k); last > k {
			return last
		}
	}
	return -1
}

var (
	dayWords = set("st nd rd th of day w")
	roman    = map[string]bool{"I": true, "II": true, "III": true, "IV": true, "V": true, "VI": true,
		"VII": true, "VIII": true, "IX": true, "X": true, "XI": true, "XII": true}
)

// yearBehind returns the token of a year right behind token k, else k.
func (s *scan) yearBehind(k int) int {
	for n := k + 1; n < len(s.tokens) && n <= k+2; n++ {
		t := s.tokens[n]
		size := t.end - t.start
		if t.kind == number && (size == 4 || size == 2) && s.tokens[n].start-s.tokens[n-1].end <= 2 {
			return n
		}
		if t.kind != word || !dayWords[s.text(t)] {
			break
		}
	}
	return k
}

// dateEnd is the end of the last token of a date, with the letters of "2nd".
func (s *scan) dateEnd(last int) int {
	if last+1 < len(s.tokens) && s.between(last) == "" && ordinal(s.text(s.tokens[last+1])) {
		last++
	}
	return s.tokens[last].end
}
