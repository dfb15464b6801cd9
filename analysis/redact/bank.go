package redact

import "strings"

// ibanLength is the length of an IBAN by country, from the SWIFT registry.
var ibanLength = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
	"BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
	"ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
	"LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
	"MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
	"QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
	"SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// ibans finds account numbers: with their country, and Polish ones without.
func (s *scan) ibans() {
	for i := range s.tokens {
		if t := s.tokens[i]; t.kind == number && i > 0 && t.end-t.start >= 2 {
			s.ibanAt(i)
		}
	}
	s.windows(26, 26, func(w *window) Kind {
		cued := w.cuesBefore(4)&cueBank != 0
		if w.only(" -") && w.apart(cueBank|cueNumber) && (cued || mod97("PL"+w.digits()) == 1) {
			return IBAN
		}
		return ""
	})
}

// ibanAt claims an IBAN whose check digits begin token i.
func (s *scan) ibanAt(i int) {
	country := s.tokens[i-1]
	if country.end-country.start != 2 || !s.closeTo(i-1) || s.digitBefore(country.start) {
		return
	}
	code := make([]byte, 0, maxDigits)
	code = append(code, strings.ToUpper(s.text(country))...)
	want, ok := ibanLength[string(code)]
	if !ok {
		return
	}
	end := s.tokens[i].start
	lower, spaced := false, country.end != end
	for k := end; k < len(s.s) && len(code) < want; k++ {
		c := s.s[k]
		switch {
		case isAlnum(c):
			lower = lower || c >= 'a'
			code = append(code, upper(c))
			end = k + 1
		case c == ' ' && k+1 < len(s.s) && s.s[k+1] != ' ', c == '-' && k+1 < len(s.s) && isAlnum(s.s[k+1]):
			spaced = true
		default:
			return
		}
	}
	if lower && spaced {
		return // words: one text in 97 has the right remainder
	}
	if len(code) != want || s.letterAfter(end) || s.digitAfter(end) {
		return
	}
	if mod97(string(code)) == 1 || s.before(i-1, 3)&cueBank != 0 && country.end == s.tokens[i].start {
		s.claim(IBAN, country.start, end)
	}
}

// upper is the upper-case form of an ASCII letter or digit.
func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// mod97 is ISO 7064 MOD 97-10 over the account, then country and check digits;
// 1 for a valid IBAN. A code without check digits ("PL" and a Polish account
// number of 26 digits) has them in the same place.
func mod97(code string) int {
	sum := 0
	for i := range len(code) {
		v := value(code[(i+4)%len(code)])
		if v >= 10 {
			sum *= 10
		}
		sum = (sum*10 + v) % 97
	}
	return sum
}

// cards finds payment cards by issuer, length and Luhn digit, or by a cue; and
// beside a card its security code and expiry date.
func (s *scan) cards() {
	s.windows(12, 19, func(w *window) Kind {
		if !w.apart(cueCard|cueNumber) || !w.only(" -") && !w.only(".") {
			return ""
		}
		cues := w.cuesBefore(4)
		if cues&cueCard != 0 && cues&cueNumber != 0 && w.n >= 13 {
			return Card
		}
		if !luhn(w.digits()) || !issued(w.digits()) || !w.cardGroups() {
			return ""
		}
		if w.n < 15 && cues&cueCard == 0 && !w.grouped(4, 6, 4) {
			return "" // as long as a barcode
		}
		return Card
	})
	for _, c := range s.claims[:len(s.claims):len(s.claims)] {
		if c.kind == Card {
			s.beside(c)
		}
	}
}

// cardGroups reports whether the digits are divided as on a card.
func (w *window) cardGroups() bool {
	for i, n := range w.sizes[:w.groups] {
		if n < 4 && i < w.groups-1 || n < 3 && w.groups > 1 && w.n != 13 {
			return false
		}
	}
	return true
}

// luhn reports whether the last digit is right by ISO/IEC 7812.
func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// issuers are the ranges of first digits that networks give out, with the
// lengths of their numbers.
var issuers = []struct {
	from, to string
	lengths  string // one letter per length, 'a' = 12
}{
	{"4", "4", "beh"},            // Visa 13, 16, 19
	{"51", "55", "e"},            // Mastercard
	{"2221", "2720", "e"},        //
	{"34", "34", "d"},            // American Express
	{"37", "37", "d"},            //
	{"300", "305", "cdefgh"},     // Diners Club
	{"36", "36", "cdefgh"},       //
	{"38", "39", "cdefgh"},       //
	{"6011", "6011", "efgh"},     // Discover
	{"644", "659", "efgh"},       //
	{"3528", "3589", "efgh"},     // JCB
	{"62", "62", "efgh"},         // UnionPay
	{"81", "81", "efgh"},         //
	{"5018", "5018", "abcdefgh"}, // Maestro
	{"5020", "5020", "abcdefgh"}, //
	{"5038", "5038", "abcdefgh"}, //
	{"5893", "5893", "abcdefgh"}, //
	{"6304", "6304", "abcdefgh"}, //
	{"6759", "6759", "abcdefgh"}, //
	{"6761", "6763", "abcdefgh"}, //
	{"2200", "2204", "efgh"},     // Mir
}

func issued(d string) bool {
	for _, r := range issuers {
		p := d[:len(r.from)]
		if r.from <= p && p <= r.to && strings.IndexByte(r.lengths, byte('a'+len(d)-12)) >= 0 {
			return true
		}
	}
	return false
}

// besideCard is how far from a card its code and expiry are looked for, in bytes.
const besideCard = 60

// beside claims the security code and the expiry date up to besideCard bytes
// before or after a card.
func (s *scan) beside(card claim) {
	for i, t := range s.tokens {
		if t.kind != number || t.end < card.start-besideCard || t.start > card.end+besideCard {
			continue
		}
		size, cues := t.end-t.start, s.before(i, 4)
		switch {
		case (size == 3 || size == 4) && cues&cueCode != 0:
			s.claim(Card, t.start, t.end)
		case size == 4 && cues&cueExpiry != 0 && s.joined(i) == 0 && s.joined(i-1) == 0:
			s.claim(Card, t.start, t.end)
		case size == 2 && s.expiry(i):
			s.claim(Card, t.start, s.tokens[i+1].end)
		case size == 3 && t.start >= card.end && s.codeBehind(i, card):
			s.claim(Card, t.start, t.end)
		}
	}
}

// expiry reports whether tokens i and i+1 are a month and a year as on cards.
func (s *scan) expiry(i int) bool {
	sep := s.joined(i)
	if sep != '/' && sep != '-' || s.joined(i-1) == '/' || s.joined(i+1) == '/' || s.joined(i+1) == '-' {
		return false
	}
	month, year := two(s.text(s.tokens[i])), s.tokens[i+1].end-s.tokens[i+1].start
	return month >= 1 && month <= 12 && (year == 2 || year == 4)
}

// codeBehind reports whether only numbers and punctuation lie between a card
// and the three digits of token i, and nothing belongs to these.
func (s *scan) codeBehind(i int, card claim) bool {
	if s.joined(i) != 0 || s.letterAfter(s.tokens[i].end) {
		return false
	}
	for k := i - 1; k >= 0 && s.tokens[k].start >= card.end; k-- {
		if s.tokens[k].kind != number {
			return false
		}
	}
	w := window{scan: s, first: i, last: i}
	return !w.amount()
}
