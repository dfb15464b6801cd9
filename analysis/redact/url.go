package redact

import (
	"strings"
	"unicode/utf8"
)

// urls finds links. One with a personal part becomes a marker whole; one
// without is kept, and kept from the other detectors, whose numbers in it are
// articles and offers.
func (s *scan) urls() {
	for i := 0; i < len(s.s); i++ {
		if s.s[i] != '/' && s.s[i] != '\\' {
			continue
		}
		start, host := s.urlStart(i)
		if start < 0 {
			continue
		}
		end := s.urlEnd(i)
		if personal(s.s[host:end]) {
			s.claim(URL, start, end)
		} else {
			s.claim("", start, end)
		}
		i = max(i, end-1)
	}
}

// urlStart returns where the link around the first slash at place i starts, and
// its host: "https:" stands before the slash, or a domain does. -1 for no link.
func (s *scan) urlStart(i int) (start, host int) {
	if s.has(i, "//") && i > 0 && s.s[i-1] == ':' {
		start = i - 1
		for start > 0 && (isLetter(s.s[start-1]) || s.s[start-1] == '+') {
			start--
		}
		if start == i-1 || i+2 >= len(s.s) || !isAlnum(s.s[i+2]) && s.s[i+2] < utf8.RuneSelf {
			return -1, 0
		}
		return start, i + 2
	}
	start = i
	for start > 0 && (isAlnum(s.s[start-1]) || strings.IndexByte(".-:", s.s[start-1]) >= 0) {
		start--
	}
	for start < i && !isAlnum(s.s[start]) {
		start++
	}
	domain, _, _ := strings.Cut(s.s[start:i], ":")
	dot := strings.IndexByte(domain, '.')
	if dot <= 0 || !topLevel[lastLabel(domain)] && !foldEqual(domain[:dot], "www") {
		return -1, 0
	}
	return start, start
}

// urlEnd goes on to a space or quote and back over punctuation.
func (s *scan) urlEnd(i int) int {
	end := i
	for end < len(s.s) {
		c := s.s[end]
		if c <= ' ' || strings.IndexByte("\"<>|^`{}[]", c) >= 0 {
			break
		}
		end++
	}
	for end > i && strings.IndexByte(".,;:!?')*", s.s[end-1]) >= 0 {
		if s.s[end-1] == ')' && strings.Count(s.s[i:end], "(") >= strings.Count(s.s[i:end], ")") {
			break
		}
		end--
	}
	return end
}

// social are hosts whose first path segment is a person's name; the words after
// each are segments that are not.
var social = map[string]map[string]bool{
	"facebook.com":  set("pages groups watch events marketplace help policies hashtag business ads privacy legal settings gaming sharer sharer.php"),
	"fb.com":        set("pages groups"),
	"instagram.com": set("p reel reels explore about legal accounts"),
	"twitter.com":   set("hashtag search i home explore privacy tos settings intent share"),
	"x.com":         set("hashtag search i home explore privacy tos settings intent share"),
	"tiktok.com":    set("tag discover about legal foryou"),
	"linkedin.com":  set("company jobs feed legal help learning pulse school"),
	"t.me":          set("s"),
	"wa.me":         {},
	"github.com":    set("about pricing features topics search"),
	"snapchat.com":  {},
	"pinterest.com": set("pin ideas"),
	"m.me":          {},
	"vk.com":        {},
	"paypal.me":     {},
}

// personSegments are path segments whose next segment names a person or what
// one did.
var personSegments = set(`user users u profile profiles profil profile.php account accounts konto member members
	people in klient klienci customer customers order orders zamowienie zamowienia tracking unsubscribe
	wypisz rezygnacja invite reset confirm potwierdz uzytkownik users patient pacjent sledzenie przesylka parcel
	faktura invoice my moje`)

// plainKeys are query keys whose values say nothing about a person.
var plainKeys = set(`page p lang hl locale sort order category cat color size v t tab q_type view format per_page
	utm_source utm_medium limit offset strona kategoria sortuj kolor rozmiar currency variant`)

// personal reports whether a link, from its host on, has a part that names a
// person or a session: a user before the host, a person's page, a query that is
// more than navigation, a token, an address, a long number.
func personal(link string) bool {
	if strings.Contains(link, "@") || strings.Contains(link, "%40") {
		return true
	}
	link, fragment, _ := strings.Cut(link, "#")
	if strings.Contains(fragment, "=") {
		return true
	}
	path, query, _ := strings.Cut(link, "?")
	return personalQuery(query) || personalPath(path)
}

func personalQuery(query string) bool {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, val, ok := strings.Cut(pair, "=")
		if ok && val != "" && (!plainKeys[strings.ToLower(key)] || secret(val) || len(val) > 20) {
			return true
		}
		if !ok && secret(key) {
			return true
		}
	}
	return false
}

func personalPath(path string) bool {
	host, rest, _ := strings.Cut(path, "/")
	host = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(host), "www."), "m.")
	first, _, _ := strings.Cut(rest, "/")
	if skip, ok := social[host]; ok && len(first) > 1 && !skip[strings.ToLower(first)] {
		return true
	}
	named := false
	for rest != "" {
		var segment string
		segment, rest, _ = strings.Cut(rest, "/")
		if segment == "" {
			continue
		}
		if named && !plainSegment(segment) || segment[0] == '~' && len(segment) > 1 || secret(segment) || longNumber(segment) {
			return true
		}
		named = personSegments[strings.ToLower(segment)]
	}
	return false
}

// plainSegment reports whether a segment behind "account" and the like is a
// page of the site ("account/login") and not somebody.
func plainSegment(segment string) bool {
	return sitePages[strings.ToLower(strings.TrimSuffix(segment, ".html"))]
}

var sitePages = set(`login logout register rejestracja logowanie settings ustawienia help pomoc new edit index
	password haslo preferences privacy faq history historia orders zamowienia returns zwroty status list all`)

// secret reports whether a part of a link is a key and no word: 16 characters or
// more, letters and digits mixed, with at most one hyphen in five characters'
// worth of them, or a UUID.
func secret(part string) bool {
	if len(part) < 16 {
		return false
	}
	letters, digits, hyphens, changes := 0, 0, 0, 0
	for i := range len(part) {
		c := part[i]
		switch {
		case isDigit(c):
			digits++
		case isLetter(c):
			letters++
		case c == '-' || c == '_':
			hyphens++
			continue
		default:
			return false
		}
		if i > 0 && isAlnum(part[i-1]) && isDigit(c) != isDigit(part[i-1]) {
			changes++
		}
	}
	return letters > 0 && digits > 2 && changes > 3 && hyphens <= 5
}

// longNumber reports whether a segment is nothing but nine digits or more.
func longNumber(segment string) bool {
	for i := range len(segment) {
		if !isDigit(segment[i]) {
			return false
		}
	}
	return len(segment) >= 9
}
