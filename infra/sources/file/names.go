package file

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clockNames are headers of a time of day where there is a date as well, and of
// both in one where there is none.
var clockNames = []string{"time", "hour", "czas", "godzina"}

// names are the headers by which a field is known, folded. They go before what
// the words of a header suggest.
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

// Words that make a header of several words the one of a text, of a time and of
// a time of day, and those that make it something else all the same.
var (
	textWords = []string{
		"text", "comment", "comments", "review", "reviews", "message", "feedback", "body", "content", "opinion", "verbatim", "response",
		"tresc", "tekst", "komentarz", "komentarze", "opinia", "opinie", "wiadomosc", "recenzja", "wypowiedz", "uwagi", "odpowiedz",
	}
	notText = slices.Concat(dateWords, clockWords, idWords, []string{
		"author", "user", "channel", "campaign", "source", "rating", "score", "stars", "count", "length", "title", "subject",
		"summary", "type", "status", "url", "link", "language", "lang", "category", "likes", "votes", "sentiment",
		"autor", "kanal", "kampania", "zrodlo", "ocena", "gwiazdki", "liczba", "dlugosc", "tytul", "temat", "typ", "adres", "jezyk", "kategoria",
	})
	dateWords = []string{
		"date", "datetime", "timestamp", "created", "submitted", "published", "posted", "written",
		"data", "czasowa", "utworzono", "dodano", "wystawiono", "wyslano", "opublikowano", "napisano", "zgloszono",
	}
	clockWords = clockNames
	notDate    = []string{
		"by", "birth", "source", "consent", "type", "format", "zone",
		"przez", "urodzenia", "zrodlo", "zgoda", "typ", "strefa",
	}
)

// An id by its words is one of a message, word for word: the number of an order
// or a product stands in many rows, and all but one would pass for duplicates.
var (
	idWords   = []string{"id", "uuid", "guid", "identifier", "number", "no", "identyfikator", "nr", "numer"}
	idOfWords = []string{
		"message", "review", "comment", "response", "opinion", "feedback", "entry", "post", "mention",
		"wiadomosci", "opinii", "komentarza", "odpowiedzi", "recenzji", "wypowiedzi", "wpisu",
	}
)

func oneOf(list []string) func(string) bool {
	return func(word string) bool { return slices.Contains(list, word) }
}

func ofText(words []string) bool {
	return slices.ContainsFunc(words, oneOf(textWords)) && !slices.ContainsFunc(words, oneOf(notText))
}

func ofID(words []string) bool {
	ids := 0
	for _, w := range words {
		switch {
		case slices.Contains(idWords, w):
			ids++
		case !slices.Contains(idOfWords, w):
			return false
		}
	}
	return ids > 0 && ids < len(words)
}

func ofDate(words []string) bool {
	return slices.ContainsFunc(words, oneOf(dateWords)) && !slices.ContainsFunc(words, oneOf(notDate))
}

func ofClock(words []string) bool {
	return slices.ContainsFunc(words, oneOf(clockWords)) && !slices.ContainsFunc(words, oneOf(notDate))
}

// fold makes headers comparable: lower case, without diacritics, with one space
// for every run of spaces, dashes, dots and underscores, and one where a key
// goes on with a capital, as in createdAt.
func fold(s string) string {
	var b strings.Builder
	gap, low := false, false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\ufeff':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if (gap || low && unicode.IsUpper(r)) && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap, low = false, unicode.IsLower(r)
			if r = unicode.ToLower(r); r == 'ł' {
				r = 'l'
			}
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// same reports whether two headers are one, by fold and whatever it makes of
// capitals within them.
func same(a, b string) bool {
	return strings.ReplaceAll(fold(a), " ", "") == strings.ReplaceAll(fold(b), " ", "")
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
