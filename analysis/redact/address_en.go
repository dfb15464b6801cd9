package redact

import "strings"

// englishStreet claims "221B Baker Street" and "123 W 42nd St, Apt 4B" around
// the word for a street at token i, with the rest of the address. Words that
// mean other things too ("Way", "Park", "Court") count only if a home, a
// postcode or a state is near.
func (s *scan) englishStreet(i int) {
	t := s.tokens[i]
	num := s.houseBefore(i)
	if num < 0 {
		return
	}
	first := s.flatBefore(num)
	last := s.englishRest(i)
	home := s.before(first, 6)&cueHome != 0
	named := s.capital(t) && s.namedStreet(num, i)
	switch {
	case home && (named || t.cue&cueStreetEN != 0):
	case last > i:
	case named && t.cue&cueStreetEN != 0:
	default:
		return
	}
	s.claimPlace(place{first, last})
}

// namedStreet reports whether every word between the house number, token num,
// and the word for a street, token i, has a capital, and none is a title.
func (s *scan) namedStreet(num, i int) bool {
	for k := num + 1; k < i; k++ {
		t := s.tokens[k]
		if t.kind == word && s.between(k-1) != "" && !s.capital(t) || t.cue&cueTitle != 0 && t.end-t.start > 2 {
			return false
		}
	}
	return true
}

// houseBefore returns the token of the house number before the word for a
// street at token i: one to four words lie between, or an ordinal.
func (s *scan) houseBefore(i int) int {
	words := 0
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		if !s.spaced(k, false) && s.between(k) != "'" && s.between(k) != ", " && s.between(k) != "-" && s.between(k) != "" {
			return -1
		}
		t := s.tokens[k]
		switch {
		case t.kind == marker:
			return -1
		case t.kind == number:
			if words == 0 || t.end-t.start > 5 || s.digitBeforePoint(t.start) {
				return -1
			}
			if ordinal(s.text(s.tokens[k+1])) && s.between(k) == "" {
				continue // "42nd": part of the name
			}
			if n := s.tokens[k+1]; s.between(k) == "" && n.end-n.start > 1 {
				return -1
			}
			if s.tokens[k+1].cue&cueUnit != 0 || strings.Contains(s.between(k), ".") {
				return -1
			}
			if s.joined(k-1) == '-' && s.between(k-1) == "-" && s.joined(k-2) == 0 {
				return k - 1 // "98-124"
			}
			if s.joined(k-1) != 0 {
				return -1
			}
			return k
		default:
			if words++; words > 4 || stopWords[strings.ToLower(s.text(t))] {
				return -1
			}
		}
	}
	return -1
}

func ordinal(w string) bool {
	return w == "st" || w == "nd" || w == "rd" || w == "th"
}

// stopWords do not occur in the names of streets.
var stopWords = set(`a in on at to from and or is was are were my your our their his her this that it for with i you we they
	all no not any some more most than about star stars minute minutes hour hours year years day days times off only per`)

func (s *scan) digitBeforePoint(i int) bool {
	return i > 1 && strings.IndexByte(".,:$£€", s.s[i-1]) >= 0 && (s.digitBefore(i-1) || s.s[i-1] == '$' || s.s[i-1] > 0x7f)
}

// flatBefore includes "Flat 2," or "Apt 4B," before the house number of token i.
func (s *scan) flatBefore(i int) int {
	k := i - 1
	if k >= 1 && s.tokens[k].kind == word && s.tokens[k].end-s.tokens[k].start == 1 && s.between(k-1) == "" {
		k--
	}
	if k >= 1 && s.tokens[k].kind == number && s.tokens[k-1].cue&cueFlat != 0 && s.spaced(k-1, false) && s.spaced(i-1, true) {
		return k - 1
	}
	return i
}

// englishRest extends an address that ends at token last over a flat, a town
// and a postcode or state and ZIP, and returns its last token.
func (s *scan) englishRest(last int) int {
	end := last
	k := last + 1
	if k+1 < len(s.tokens) && s.tokens[k].cue&cueFlat != 0 && s.spaced(last, true) && s.spaced(k, false) && s.tokens[k+1].kind == number {
		end = s.houseLetter(k + 1)
		k = end + 1
	}
	for n := 0; k < len(s.tokens) && n < 6 && s.spaced(k-1, true); k, n = k+1, n+1 {
		if stop := s.postcodeAt(k); stop > 0 {
			return stop
		}
		if stop := s.stateZIP(k); stop > 0 {
			return stop
		}
		if !s.capital(s.tokens[k]) {
			break
		}
	}
	return end
}

// postcodes claims British postcodes that stand alone, in capitals with a
// space; others have been taken with their street.
func (s *scan) postcodes() {
	for i, t := range s.tokens {
		if t.kind != word || t.end-t.start > 2 {
			continue
		}
		last := s.postcodeAt(i)
		if last < 0 {
			continue
		}
		code := s.s[t.start:s.tokens[last].end]
		cued := s.before(i, 3)&(cuePostcode|cueHome) != 0
		plain := strings.ToUpper(code) == code && strings.Contains(code, " ") && !unitTails[s.text(s.tokens[last])] && s.thing(i, 2)&cueProduct == 0
		if cued || plain {
			s.claimPlace(place{i, last})
		}
	}
}

// unitTails end amounts ("5GB", "2XL") that read like the end of a postcode.
var unitTails = map[string]bool{"GB": true, "TB": true, "XL": true, "HD": true, "PS": true, "HP": true, "GT": true,
	"XS": true}

// postcodeAreas are the letters that British postcodes begin with.
var postcodeAreas = set(`ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec
	eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng
	nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub
	w wa wc wd wf wn wr ws wv yo ze`)

// postcodeAt returns the last token of a British postcode that begins at token
// i, or -1: area, district, then a digit and two letters, never C I K M O V.
func (s *scan) postcodeAt(i int) int {
	if i+2 >= len(s.tokens) || s.alnumBefore(s.tokens[i].start) || s.tokens[i].kind != word || !postcodeAreas[strings.ToLower(s.text(s.tokens[i]))] {
		return -1
	}
	k := i + 1
	if s.between(i) != "" || s.tokens[k].kind != number || s.tokens[k].end-s.tokens[k].start > 2 {
		return -1
	}
	if s.between(k) == "" && s.tokens[k+1].kind == word && s.tokens[k+1].end-s.tokens[k+1].start == 1 {
		k++ // "SW1A"
	}
	k++
	if k+1 >= len(s.tokens) || s.tokens[k].kind != number {
		// without a space: the last digit is the inward part's
		return s.tightPostcode(i + 1)
	}
	t, end := s.tokens[k], s.tokens[k+1]
	if gap := s.between(k - 1); gap != " " && gap != "" || t.end-t.start != 1 || s.between(k) != "" || !inward(s.text(end)) || s.digitAfter(end.end) {
		return -1
	}
	return k + 1
}

// tightPostcode is for "NW16XE": token i has two or three digits, and two
// letters follow.
func (s *scan) tightPostcode(i int) int {
	digits, end := s.tokens[i], s.tokens[i+1]
	n := digits.end - digits.start
	if n < 2 || n > 3 || s.between(i) != "" || !inward(s.text(end)) || s.digitAfter(end.end) {
		return -1
	}
	return i + 1
}

func inward(w string) bool {
	return len(w) == 2 && isLetter(w[0]) && isLetter(w[1]) && !strings.ContainsAny(strings.ToUpper(w), "CIKMOV")
}

var states = set(`al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd
	oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr`)

// stateZIP returns the last token of "IL 62704" or "IL 62704-1234" at token i,
// or -1.
func (s *scan) stateZIP(i int) int {
	t := s.tokens[i]
	if t.kind != word || t.end-t.start != 2 || !isUpper(s.s[t.start]) || !isUpper(s.s[t.start+1]) || !states[strings.ToLower(s.text(t))] {
		return -1
	}
	if i+1 >= len(s.tokens) || !s.spaced(i, true) || s.tokens[i+1].kind != number || s.tokens[i+1].end-s.tokens[i+1].start != 5 {
		return -1
	}
	if i+2 < len(s.tokens) && s.between(i+1) == "-" && s.tokens[i+2].kind == number && s.tokens[i+2].end-s.tokens[i+2].start == 4 {
		return i + 2
	}
	return i + 1
}

// zipCodes claims "Springfield, IL 62704" where no street came before it, and
// ZIP codes behind their name.
func (s *scan) zipCodes() {
	for i := range s.tokens {
		last := s.stateZIP(i)
		if last < 0 {
			if t := s.tokens[i]; t.kind == number && t.end-t.start == 5 && s.before(i, 3)&cuePostcode != 0 && s.joined(i-1) == 0 {
				s.claimPlace(place{i, i})
			}
			continue
		}
		first := i
		for k := i - 1; k >= 0 && k >= i-3 && s.titled(s.tokens[k]) && s.spaced(k, true); k-- {
			first = k
		}
		if first < i || s.before(i, 6)&cueHome != 0 {
			s.claimPlace(place{first, last})
		}
	}
}

// boxNumber claims "PO Box 123" and "skrytka pocztowa 12" at the number, token
// i, with the postcode or state behind it.
func (s *scan) boxNumber(i int) {
	if i < 2 || !s.spaced(i-1, false) {
		return
	}
	first := -1
	switch w := strings.ToLower(s.text(s.tokens[i-1])); w {
	case "box":
		if prev := strings.ToLower(s.text(s.tokens[i-2])); prev == "po" || prev == "pobox" {
			first = i - 2
		} else if prev == "o" && i > 2 && foldEqual(s.text(s.tokens[i-3]), "p") {
			first = i - 3
		}
	case "pocztowa":
		if s.folded(i-2) == "skrytka" {
			first = i - 2
		}
	}
	if first >= 0 {
		s.claimPlace(place{first, max(s.englishRest(i), s.polishRest(i))})
	}
}
