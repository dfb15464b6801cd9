package redact

import "strings"

// polishStreet claims "ul. Długa 5/7", begun at token i, and what follows of
// the address. "os." and "pl." are short for other things too: they need a
// capital after them, and a dot if the first of them is not written out.
func (s *scan) polishStreet(i int) {
	t := s.tokens[i]
	if t.start > 0 && (s.s[t.start-1] == '.' || s.s[t.start-1] == '@' || s.digitBefore(t.start)) {
		return
	}
	short := t.end-t.start <= 2
	ul := foldEqual(s.text(t)[:2], "ul")
	dot := s.has(t.end, ".") || s.has(t.end, " .")
	if short && !ul && !dot || !short && dot {
		return
	}
	num := s.streetNumber(i+1, ul && (!short || dot))
	if num < 0 || num+1 < len(s.tokens) && s.between(num) == "" && ordinal(s.text(s.tokens[num+1])) {
		return
	}
	s.claimPlace(place{i, s.polishRest(s.houseEnd(num))})
}

// streetNumber returns the token of the house number behind a street's name of
// one to five words that begins at token i, or -1. A number inside the name
// ("3 Maja") has a word behind it that is no part of the house number.
func (s *scan) streetNumber(i int, anyCase bool) int {
	words := 0
	for k := i; k < len(s.tokens) && k <= i+6; k++ {
		if !s.spaced(k-1, false) && !(s.between(k-1) == "-" && s.tokens[k].kind == word) {
			return -1
		}
		t := s.tokens[k]
		switch {
		case t.kind == marker:
			return -1
		case t.kind == number && words > 0:
			if t.end-t.start > 4 || s.numberedName(k) {
				return -1
			}
			return k
		case t.kind == number:
			if t.end-t.start > 4 || k+1 >= len(s.tokens) || !s.capital(s.tokens[k+1]) && !(anyCase && s.tokens[k+1].cue&cueMonth != 0) {
				return -1
			}
		default:
			if words == 0 && !anyCase && !s.capital(t) && s.tokens[k].cue&cueMonth == 0 {
				return -1
			}
			if inSentence[s.folded(k)] {
				return -1
			}
			if t.cue&(cueNumber|cueUnit) != 0 && words > 0 {
				continue
			}
			words++
		}
	}
	return -1
}

// inSentence are words that come after a street's name in a sentence, not in it.
var inSentence = set(`w we z ze u na do od o i a jest jestem przy po dla za to nie sie ma czy ale at of on in is was the and for with`)

// polishRest extends an address that ends at token last over a postal code and
// town, or a town alone behind a comma.
func (s *scan) polishRest(last int) int {
	k := last + 1
	if k+1 < len(s.tokens) && s.spaced(last, true) && s.isPostalCode(k) {
		return s.town(k + 1)
	}
	if k < len(s.tokens) && strings.Contains(s.between(last), ",") && s.spaced(last, true) && s.titled(s.tokens[k]) {
		if towns[s.folded(k)] {
			return k
		}
	}
	return last
}

// isPostalCode reports whether tokens i and i+1 are 00-000.
func (s *scan) isPostalCode(i int) bool {
	if i+1 >= len(s.tokens) {
		return false
	}
	a, b := s.tokens[i], s.tokens[i+1]
	return a.kind == number && b.kind == number && a.end-a.start == 2 && b.end-b.start == 3 && s.between(i) == "-" &&
		s.joined(i-1) == 0 && s.joined(i+1) == 0 && (!s.letterAfter(b.end) || s.titled(s.tokens[i+2]) && s.tokens[i+2].end-b.end > 3)
}

// towns are the largest, known also in lower case and behind a bare street.
var towns = set(`warszawa warszawie krakow krakowie lodz lodzi wroclaw wroclawiu poznan poznaniu gdansk gdansku szczecin
	szczecinie bydgoszcz lublin lublinie bialystok katowice gdynia czestochowa radom torun sosnowiec kielce rzeszow
	gliwice olsztyn zabrze bielsko bytom rybnik opole tychy gorzow elblag plock walbrzych wloclawek tarnow chorzow
	koszalin kalisz legnica grudziadz jaworzno slupsk`)

// town returns the last token of the town behind the postal code that ends at
// token i, or i if there is none.
func (s *scan) town(i int) int {
	last := i
	for k := i + 1; k < len(s.tokens) && k <= i+3; k++ {
		gap := s.between(k - 1)
		if gap != " " && gap != "-" && !(k == i+1 && (gap == ", " || gap == "  " || gap == "")) {
			break
		}
		if !s.townWord(k, k == i+1) || k+1 < len(s.tokens) && s.tokens[k+1].cue&cueStreetEN != 0 {
			break
		}
		last = k
	}
	return last
}

// townWord reports whether token k can be part of a town's name: a titled word,
// and for the first one also capitals throughout or a large town in any case.
func (s *scan) townWord(k int, first bool) bool {
	t := s.tokens[k]
	if t.cue&cueUnit != 0 || !first && t.cue != 0 || unitNames[s.folded(k)] {
		return false
	}
	return s.titled(t) || first && (s.shouted(k) || towns[s.folded(k)])
}

// shouted reports whether token k is a word in capitals long enough for a town.
func (s *scan) shouted(k int) bool {
	t := s.tokens[k]
	return t.kind == word && t.end-t.start >= 4 && strings.ToUpper(s.text(t)) == s.text(t)
}

// unitNames are units that are written with a capital.
var unitNames = set("euro wat watt volt mbit gbit lumen hertz newton nm hz kelvin celsius pascal bar")

// postalCode claims "00-950 Warszawa" at token i, with the street before it.
func (s *scan) postalCode(i int) {
	if !s.isPostalCode(i) || s.alnumBefore(s.tokens[i].start) {
		return
	}
	last := s.town(i + 1)
	cues := s.before(i, 3)
	if last == i+1 && cues&cuePostcode == 0 || s.thing(i, 3)&cueProduct != 0 && cues&cuePostcode == 0 {
		return
	}
	s.claimPlace(place{s.streetBefore(i), last})
}

// streetBefore returns the first token of "Długa 5/7," before the postal code
// at token i, or i.
func (s *scan) streetBefore(i int) int {
	k := i - 1
	if k < 1 || !s.spaced(k, true) {
		return i
	}
	k = s.letterOff(k)
	for n := 0; k > 1 && s.tokens[k].kind == number && n < 2; n++ {
		if s.between(k-1) == "/" {
			k = s.letterOff(k - 1)
		} else if s.tokens[k-1].cue&cueFlat != 0 {
			k = s.letterOff(k - 2)
		}
	}
	if s.tokens[k].kind != number {
		return i
	}
	for first := k; k > 0 && first-k < 3 && s.capital(s.tokens[k-1]) && s.spaced(k-1, false); {
		k--
	}
	if s.tokens[k].kind == number {
		return i
	}
	return k
}

// letterOff steps from the letter of a house number, token k, to the number.
func (s *scan) letterOff(k int) int {
	if t := s.tokens[k]; k > 0 && t.kind == word && t.end-t.start == 1 && s.tokens[k-1].kind == number && s.between(k-1) == "" {
		return k - 1
	}
	return k
}

// polishHome claims "Marszałkowskiej 10/5" behind "mieszkam na" or "mieszkam w
// Krakowie przy", and behind "adres:".
func (s *scan) polishHome(i int) {
	k := -1
	switch w := s.folded(i); {
	case strings.HasPrefix(w, "adres") && s.has(s.tokens[i].end, ":"):
		k = i + 1
	case strings.HasPrefix(w, "adres"), strings.Contains(w, "mieszk"), strings.HasPrefix(w, "przeprowadz"), strings.HasPrefix(w, "zameldowan"):
		k = s.onStreet(i)
	}
	if k < 0 || k >= len(s.tokens) || !s.capital(s.tokens[k]) || s.tokens[k].cue&(cueStreetPL|cueMonth) != 0 {
		return
	}
	if num := s.capitalStreet(k); num > 0 {
		s.claimPlace(place{k, s.polishRest(s.houseEnd(num))})
	}
}

// onStreet returns the token behind "na" or "przy", one of the four words
// behind token i, or -1.
func (s *scan) onStreet(i int) int {
	for k := i + 1; k < len(s.tokens)-1 && k <= i+4 && s.spaced(k-1, false) && s.tokens[k].kind == word; k++ {
		if w := s.folded(k); (w == "na" || w == "przy") && s.spaced(k, false) {
			return k + 1
		}
	}
	return -1
}

// capitalStreet is streetNumber for a name whose every word has a capital.
func (s *scan) capitalStreet(i int) int {
	for k := i; k < len(s.tokens) && k <= i+4; k++ {
		t := s.tokens[k]
		if k > i && !s.spaced(k-1, false) {
			return -1
		}
		if t.kind == number && k > i && t.end-t.start <= 3 && s.between(k-1) != "" && !s.numberedName(k) {
			return k
		}
		if !s.capital(t) {
			return -1
		}
	}
	return -1
}
