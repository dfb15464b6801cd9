package redact

import "strings"

// Kind is what a marker stands for. Its marker is the kind in square brackets.
type Kind string

// The kinds, in the order of their marker bytes in a view.
const (
	URL       Kind = "url"
	Email     Kind = "email"
	Handle    Kind = "handle"
	IBAN      Kind = "iban"
	Card      Kind = "card"
	PESEL     Kind = "pesel"
	NIP       Kind = "nip"
	IDCard    Kind = "id_card"
	Passport  Kind = "passport"
	SSN       Kind = "ssn"
	NINO      Kind = "nino"
	IP        Kind = "ip"
	Order     Kind = "order"
	BirthDate Kind = "birth_date"
	Phone     Kind = "phone"
	Address   Kind = "address"
	Name      Kind = "name"
)

// kinds numbers the kinds: the marker of kinds[i] is byte i+1 in a view.
var kinds = [...]Kind{
	URL, Email, Handle, IBAN, Card, PESEL, NIP, IDCard, Passport, SSN, NINO,
	IP, Order, BirthDate, Phone, Address, Name,
}

// Kinds returns every kind there is, in a fixed order.
func Kinds() []Kind { return append([]Kind(nil), kinds[:]...) }

// Marker says where a marker of Kind stands in the redacted text: bytes
// [Start, End). It never holds what the marker replaced.
type Marker struct {
	Kind  Kind
	Start int
	End   int
}

// Redact returns text with personal data replaced by typed markers such as
// "[email]", and the list of all markers in the result, in order; a marker that
// text already had is among them. A text in which every marker brings forth the next,
// as no one writes, is cut short: one marker stands for all that is left of it. The
// result is valid UTF-8 whatever text is:
// what is not becomes U+FFFD. Redact(Redact(x)) is Redact(x). It is safe for
// concurrent use.
func Redact(text string) (string, []Marker) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	// A replacement can complete the context of another, so the detectors run
	// until they find nothing. Every round shortens what is not yet a marker.
	for round := 1; ; round++ {
		s := newScan(text)
		s.detect()
		if len(s.claims) == 0 {
			return text, s.markers
		}
		if round > maxRounds {
			s.giveUp(round)
		}
		text = s.replace()
	}
}

// maxRounds is how many rounds a text is given. What people write takes two. What is
// made for it ("@a.b@a.b", without an end) takes one for every few bytes, each over the
// whole text: seconds for 16 KiB.
const maxRounds = 8

// giveUp makes one marker of all that follows the first claim and, where that has not
// been the end of it, of the whole text: what cannot be read in time is not kept.
func (s *scan) giveUp(round int) {
	rest := claim{s.claims[0].kind, s.claims[0].start, len(s.s)}
	if round > maxRounds+1 {
		rest.start = 0
	}
	s.claims = []claim{rest}
}

// detectors are run in this order; where two claim the same bytes, the earlier
// one has them. What carries its own proof (an address of the net, a check
// digit) or is named by a cue word comes before what only looks the part.
var detectors = [...]struct {
	needs feature // run only if the text has one of these
	find  func(*scan)
}{
	{hasSlash, (*scan).urls},
	{hasAt | hasCue, (*scan).emails},
	{hasAt | hasSlash | hasCue, (*scan).handles},
	{hasDigit, (*scan).ibans},
	{hasDigit, (*scan).plusPhones},
	{hasDigit, (*scan).cards},
	{hasDigit, (*scan).identifiers},
	{hasDigit, (*scan).documents},
	{hasDigit, (*scan).orders},
	{hasDigit | hasColon, (*scan).ips},
	{hasDigit, (*scan).birthDates},
	{hasDigit, (*scan).phones},
	{hasDigit, (*scan).addresses},
	{hasLetter, (*scan).names},
}

// claim is a stretch of the view, [start, end), that becomes a marker; one
// without a kind is left as it is but kept from later detectors.
type claim struct {
	kind       Kind
	start, end int
}

// scan is one round over one text.
type scan struct {
	view
	tokens []token
	cues   cue // of all tokens together
	taken  []claim
	claims []claim // the taken ones that have a kind, by start
}

func newScan(text string) *scan {
	s := &scan{view: newView(text)}
	if s.features&(hasDigit|hasAt|hasSlash|hasColon|hasLetter) != 0 {
		s.tokenise()
	}
	return s
}

func (s *scan) detect() {
	for _, d := range detectors {
		if s.features&d.needs != 0 {
			d.find(s)
		}
	}
}

// claim takes [start, end) of the view for kind unless part of it is taken or
// already a marker, and reports whether it did.
func (s *scan) claim(kind Kind, start, end int) bool {
	if start >= end || !s.free(start, end) {
		return false
	}
	c := claim{kind, start, end}
	s.taken = append(s.taken, c)
	if kind == "" {
		return true
	}
	i := len(s.claims)
	for i > 0 && s.claims[i-1].start > start {
		i--
	}
	s.claims = append(s.claims, claim{})
	copy(s.claims[i+1:], s.claims[i:])
	s.claims[i] = c
	return true
}

// free reports whether [start, end) holds no marker and nothing that is taken.
func (s *scan) free(start, end int) bool {
	for _, c := range s.taken {
		if start < c.end && c.start < end {
			return false
		}
	}
	for i := start; i < end; i++ {
		if isMarker(s.s[i]) {
			return false
		}
	}
	return true
}

// replace returns the source text with the claims as markers.
func (s *scan) replace() string {
	var b strings.Builder
	b.Grow(len(s.src))
	done := 0
	for _, c := range s.claims {
		start, end := s.source(c.start), s.source(c.end)
		b.WriteString(s.src[done:start])
		b.WriteByte('[')
		b.WriteString(string(c.kind))
		b.WriteByte(']')
		done = end
	}
	b.WriteString(s.src[done:])
	return b.String()
}
