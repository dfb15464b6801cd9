package file

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Field is what a column holds.
type Field string

// The fields, as -map names them.
const (
	FieldText     Field = "text"
	FieldID       Field = "id"
	FieldTime     Field = "time"  // date and time, or the date alone
	FieldClock    Field = "clock" // the time of day beside a date
	FieldAuthor   Field = "author"
	FieldChannel  Field = "channel"
	FieldCampaign Field = "campaign"
	FieldSource   Field = "source"
)

// Fields lists them all, in the order in which they are explained.
var Fields = [numFields]Field{FieldText, FieldID, FieldTime, FieldClock, FieldAuthor, FieldChannel, FieldCampaign, FieldSource}

// Places of the fields in [Fields] and in cells.
const (
	fieldText = iota
	fieldID
	fieldDate
	fieldClock
	fieldAuthor
	fieldChannel
	fieldCampaign
	fieldSource
	numFields
)

// clockNames are headers of a time of day where there is a date as well, and of
// both in one where there is none.
var clockNames = []string{"time", "hour", "czas", "godzina"}

// names are the headers by which a field is known, folded. The first of a field
// is the English one that is asked for.
var names = [numFields][]string{
	fieldText: {
		"text", "comment", "comments", "review", "reviews", "message", "feedback", "body", "content", "opinion",
		"review text", "comment text", "message text", "verbatim", "response",
		"tresc", "tekst", "komentarz", "komentarze", "opinia", "opinie", "wiadomosc", "recenzja", "wypowiedz",
		"uwagi", "tresc opinii", "tresc komentarza", "tresc wiadomosci", "odpowiedz",
	},
	fieldID: {
		"id", "identifier", "identyfikator", "message id", "review id", "comment id", "response id",
		"id wiadomosci", "id opinii", "id komentarza", "id odpowiedzi", "nr", "numer",
	},
	fieldDate: {
		"date", "datetime", "date time", "timestamp", "created", "created at", "published", "published at",
		"submitted at", "date created", "review date",
		"data", "data i czas", "data i godzina", "data dodania", "data utworzenia", "data publikacji", "data wyslania",
		"znacznik czasu", "utworzono",
	},
	fieldClock: nil, // see clockNames
	fieldAuthor: {
		"author", "user", "username", "user name", "user id", "author id", "handle", "nick", "nickname", "reviewer", "customer id",
		"autor", "uzytkownik", "nazwa uzytkownika", "id uzytkownika", "id autora", "pseudonim", "klient", "id klienta",
	},
	fieldChannel:  {"channel", "kanal", "kanal komunikacji"},
	fieldCampaign: {"campaign", "campaign name", "kampania", "nazwa kampanii"},
	fieldSource:   {"source", "zrodlo"},
}

// fold makes headers comparable: lower case, without diacritics, with one space
// for every run of spaces, dashes, dots and underscores.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\ufeff':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			if r == 'ł' {
				r = 'l'
			}
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// layout says in which column each field stands; -1 for a field that is not there.
type layout [numFields]int

// resolve finds the columns by their headers. It fails for a text column that is
// missing, for a field that two columns could be, and for a mapping that names
// no column: to guess would fill the counters with the wrong words.
func resolve(headers []string, mapped map[Field]string) (layout, error) {
	folded := make([]string, len(headers))
	for i, h := range headers {
		folded[i] = fold(h)
	}
	var l layout
	for i, field := range Fields {
		known := names[i]
		header, told := mapped[field]
		if told {
			known = []string{fold(header)}
			if header == "" {
				known = nil
			}
		}
		column, err := only(field, headers, folded, known)
		if err != nil {
			return l, err
		}
		if l[i] = column; told && header != "" && column < 0 {
			return l, fmt.Errorf("no column %q for %s; %s", header, field, found(headers))
		}
	}
	if err := l.clock(headers, folded, mapped); err != nil {
		return l, err
	}
	if l[fieldText] < 0 {
		return l, fmt.Errorf("no column with the text: map one with text=HEADER; %s", found(headers))
	}
	return l, l.distinct(headers)
}

// clock finds the time of day, which is the whole time where there is no date.
func (l *layout) clock(headers, folded []string, mapped map[Field]string) error {
	if _, told := mapped[FieldClock]; told {
		return nil
	}
	column, err := only(FieldTime, headers, folded, clockNames)
	if err != nil {
		return err
	}
	_, told := mapped[FieldTime]
	switch {
	case l[fieldDate] < 0 && !told:
		l[fieldDate] = column
	case l[fieldDate] != column && !told:
		l[fieldClock] = column
	}
	return nil
}

// only returns the one column whose header is known, or -1.
func only(field Field, headers, folded, known []string) (int, error) {
	at := -1
	for i, h := range folded {
		if !slices.Contains(known, h) {
			continue
		}
		if at >= 0 {
			return -1, fmt.Errorf("%s could be column %q or %q: map one with %s=HEADER; %s",
				field, headers[at], headers[i], field, found(headers))
		}
		at = i
	}
	return at, nil
}

func (l *layout) distinct(headers []string) error {
	for i := range l {
		for j := range i {
			if l[i] >= 0 && l[i] == l[j] {
				return fmt.Errorf("column %q is mapped to %s and to %s", headers[l[i]], Fields[j], Fields[i])
			}
		}
	}
	return nil
}

// maxShown bounds what an error lists: a file without a header has a text there.
const maxShown = 40

// found lists the headers for an error. A cell longer than a header would be is
// cut: it may be somebody's message in a file without a header.
func found(headers []string) string {
	shown := make([]string, 0, len(headers))
	for i, h := range headers {
		if i == maxShown {
			shown = append(shown, "…")
			break
		}
		if r := []rune(h); len(r) > maxShown {
			h = fmt.Sprintf("%d characters", len(r))
			shown = append(shown, "("+h+")")
			continue
		}
		shown = append(shown, fmt.Sprintf("%q", h))
	}
	return "the headers are " + strings.Join(shown, ", ")
}

// columns describes a layout for people.
func (l layout) columns(headers []string) (read []Column, ignored []string) {
	used := map[int]bool{}
	for i, at := range l {
		if at >= 0 {
			read = append(read, Column{Fields[i], headers[at]})
			used[at] = true
		}
	}
	for i, h := range headers {
		if !used[i] {
			ignored = append(ignored, h)
		}
	}
	return read, ignored
}

// channels are other names of reaction.Channels, folded.
var channels = map[string]string{
	"e mail": "email", "email": "email", "mail": "email", "mailing": "email", "newsletter": "email",
	"recommendation": "recommendation", "recommendations": "recommendation", "rekomendacja": "recommendation", "rekomendacje": "recommendation",
	"ad": "ad", "ads": "ad", "advertisement": "ad", "advertising": "ad", "reklama": "ad", "reklamy": "ad",
	"push sms": "push_sms", "push": "push_sms", "sms": "push_sms", "powiadomienie": "push_sms", "powiadomienia": "push_sms",
	"call": "call", "phone": "call", "telefon": "call", "rozmowa": "call",
	"loyalty": "loyalty", "loyalty program": "loyalty", "program lojalnosciowy": "loyalty", "lojalnosc": "loyalty",
	"other": "other", "inne": "other", "inny": "other",
}

func channel(s string) string {
	if c, ok := channels[fold(s)]; ok {
		return c
	}
	return strings.TrimSpace(s)
}
