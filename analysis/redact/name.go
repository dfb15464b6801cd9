package redact

import "strings"

// names finds names of people where something announces one: a title, "my name
// is", "nazywam się", a signature; or a common first name with a surname, a
// greeting or the like beside it. LIMITS.md says how many are missed.
func (s *scan) names() {
	for i, t := range s.tokens {
		switch {
		case t.cue&cueTitle != 0:
			s.nameBehindTitle(i)
		case t.cue&cueCalled != 0:
			s.nameBehindCall(i)
		case t.cue&cueRegards != 0:
			s.signature(i)
		}
	}
	s.fullNames()
}

// fullName returns the last token of a name that begins at token i: up to max
// titled words with spaces or hyphens between, initials among them. -1 if token
// i is none.
func (s *scan) fullName(i, max int) int {
	last := -1
	for k := i; k < len(s.tokens) && s.nameWord(k); k++ {
		if k > i {
			gap := s.between(k - 1)
			initial := s.tokens[k-1].end-s.tokens[k-1].start == 1 && gap == ". "
			if gap == " " || initial {
				max--
			} else if gap != "-" && gap != "'" && gap != "’" {
				break
			}
			if max == 0 {
				break
			}
		}
		last = k
	}
	return last
}

// nameWord reports whether a token is written as part of a name and is no word
// that only begins a sentence.
func (s *scan) nameWord(k int) bool {
	t := s.tokens[k]
	if !s.capital(t) {
		return false
	}
	if t.end-t.start == 1 { // an initial, or the O of O'Hara
		return s.has(t.end, ".") || (s.has(t.end, "'") || s.has(t.end, "’")) && k+1 < len(s.tokens) && s.capital(s.tokens[k+1])
	}
	if t.cue&cueTitle != 0 {
		return false
	}
	return !notNames[s.folded(k)] && (s.titled(t) || s.inner(t))
}

// inner reports whether a token is titled but for one more capital, as in McDonald.
func (s *scan) inner(t token) bool {
	w := s.text(t)
	return strings.HasPrefix(w, "Mc") || strings.HasPrefix(w, "Mac")
}

// notNames are words that stand with a capital where a name might.
var notNames = set(`i the a an my we you it this that they he she and but or so if in on at to for from with of not no yes please
	thanks thank your our team customer service support sales manager marketing data privacy officer sir madam dear
	z w we na do od po o i a u oraz ale nie tak jak to ten ta te ja ty on ona my wy oni pan pani panie panstwo
	dziekuje pozdrawiam prosze zespol dzial obslugi klienta obsluga klient klientka dyrektor prezes kierownik doktor
	doktorze profesor sprzedawca premier prezydent minister posel redaktor redaktorze mecenas mecenasie sedzia
	inspektor ochrony danych administrator twoj wasz moj nasz sincerely regards cheers best kind warm
	serdecznie serdecznosci wszystkich goraco cieplo cala caly zaloge ekipe zespole firme sklep kultury edukacji
	finansow zdrowia sprawiedliwosci obrony srodowiska rodzicow czytelnikow uzytkownikow
	mr mrs ms miss dr prof president minister chairman speaker`)

func (s *scan) claimName(first, last int) {
	s.claim(Name, s.tokens[first].start, s.tokens[last].end)
}

// nameBehindTitle claims "Pani Anna Nowak", "Mr Smith", "pana doktora Nowaka".
func (s *scan) nameBehindTitle(i int) {
	title := s.text(s.tokens[i])
	switch strings.ToLower(title) {
	case "ms", "miss": // "MS Office", "I miss Uncle Bob"
		if !s.titled(s.tokens[i]) {
			return
		}
	}
	if start := s.tokens[i].start; start > 0 && strings.IndexByte("-;/'", s.s[start-1]) >= 0 {
		return // "Semi-Prof", "TL;DR"
	}
	k := i
	for k+1 < len(s.tokens) && s.between(k) == " " && isRole(s.folded(k+1)) {
		k++
	}
	if k+1 >= len(s.tokens) || s.tokens[k+1].cue&cueTitle != 0 {
		return
	}
	if gap := s.between(k); gap != " " && !((gap == ". " || gap == ".") && abbreviated[s.folded(k)]) {
		return
	}
	if last := s.fullName(k+1, 3); last > 0 {
		if k+1 == last && brands[s.folded(last)] {
			return // "Dr Oetker", "Miss Dior"
		}
		s.claimName(k+1, last)
	} else if w := s.folded(k + 1); polishSurname(w) || firstNames[w] && s.tokens[i].cue&cueTitle != 0 && polishTitle[s.folded(i)] {
		s.claimName(k+1, max(k+1, s.lowerName(k+1)))
	}
}

// polishTitle are titles behind which a first name may stand in lower case.
var polishTitle = set("pan pani pania pana panem panu")

var abbreviated = set("mr mrs ms dr prof inz mgr")

// roles are beginnings of words that follow a title in place of a name or before it.
var roles = [...]string{"doktor", "profesor", "prezyden", "prezes", "marszal", "premier", "minist", "posel", "posl",
	"dyrekt", "kierown", "psycholog", "mecenas", "redaktor", "sedzi", "senator", "starost", "burmistrz", "wojt",
	"konsultan", "sprzedaw", "kurier", "doradc", "lekarz", "ordynator", "przewodnicz", "general", "pulkownik",
	"doctor", "president", "professor", "speaker", "chairm", "minister", "judge", "wice", "ambasador", "rektor",
	"inspektor", "administrator", "klient", "bog", "jezus"}

func isRole(w string) bool {
	for _, r := range roles {
		if strings.HasPrefix(w, r) {
			return true
		}
	}
	return false
}

// nameBehindCall claims the name in "my name is Anna Nowak", "nazywam się Jan
// Nowak", "mam na imię Ewa", "Name: Jan Nowak".
func (s *scan) nameBehindCall(i int) {
	k := i + 1
	colon := s.has(s.tokens[i].end, ":")
	w := s.folded(i)
	switch {
	case k >= len(s.tokens):
		return
	case colon:
	case w == "name" && i > 0 && (foldEqual(s.text(s.tokens[i-1]), "my")) && foldEqual(s.text(s.tokens[k]), "is"):
		k++
	case w == "nazywam" && s.folded(k) == "sie":
		k++
	case w == "imie" && i > 0 && s.folded(i-1) == "na" && s.between(i) == " ":
	default:
		return
	}
	if k >= len(s.tokens) {
		return
	}
	last := s.fullName(k, 3)
	if last < 0 {
		last = s.lowerName(k)
	}
	if last > 0 {
		s.claimName(k, last)
	}
}

// signature claims a name that closes a text, or a line of it, behind
// "Regards," or "Pozdrawiam".
func (s *scan) signature(i int) {
	k := i + 1
	for k < len(s.tokens) && s.tokens[k].cue&cueRegards != 0 {
		k++
	}
	if k >= len(s.tokens) || !signatureGap(s.between(k-1)) {
		return
	}
	if loose[s.folded(k-1)] && !strings.Contains(s.between(k-1), "\n") {
		return // "Thanks, Amazon!"
	}
	last := s.fullName(k, 3)
	if last < 0 {
		last = s.lowerName(k)
	}
	if last < 0 || !s.closes(s.tokens[last].end) {
		return
	}
	s.claimName(k, last)
}

// loose are greetings that as often address somebody as they close a text.
var loose = set("thanks thx cheers dziekuje podpis")

// signatureGap reports whether what stands between a greeting and a name is
// punctuation or the end of a line.
func signatureGap(gap string) bool {
	return gap != "" && len(gap) <= 6 && strings.Trim(gap, " ,\n-–—!.:") == ""
}

// closes reports whether nothing but punctuation follows on the line.
func (s *scan) closes(i int) bool {
	for i < len(s.s) && s.s[i] != '\n' {
		if isAlnum(s.s[i]) {
			return false
		}
		i++
	}
	return true
}
