package file_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/sources/file"
)

func TestColumns(t *testing.T) {
	type mapping = map[file.Field]string
	cases := []struct {
		name, header string
		mapped       mapping
		want         string // field=header of what is read, or the start of the error
	}{
		{"english", "ID,Text,Date,User,Channel,Campaign,Source,Language", nil,
			"text=Text id=ID time=Date author=User channel=Channel campaign=Campaign source=Source"},
		{"polish", "Treść opinii,Data i czas,UŻYTKOWNIK,Kanał,Kampania,Źródło,Język", nil,
			"text=Treść opinii time=Data i czas author=UŻYTKOWNIK channel=Kanał campaign=Kampania source=Źródło"},
		{"without diacritics", "tresc,zrodlo,kanal,uzytkownik", nil, "text=tresc author=uzytkownik channel=kanal source=zrodlo"},
		{"dashes and underscores", "review_text,created-at,USER_NAME", nil, "text=review_text time=created-at author=USER_NAME"},
		{"quoted", `"Message","Date"`, nil, "text=Message time=Date"},
		{"date and time of day", "text,date,time", nil, "text=text time=date clock=time"},
		{"time alone", "komentarz,czas", nil, "text=komentarz time=czas"},
		{"mapped", "Pytanie 7,comment", mapping{file.FieldText: "pytanie 7"}, "text=Pytanie 7"},
		{"left out", "text,source", mapping{file.FieldSource: ""}, "text=text"},
		{"two texts", "text,comment", nil, `text could be column "text" or "comment"`},
		{"two authors", "text,author,nick", nil, `author could be column "author" or "nick"`},
		{"no text", "id,note", nil, "no column with the text"},
		{"words of a Polish export", "Nr opinii,Data wystawienia,Komentarz klienta,Ocena", nil, "text=Komentarz klienta id=Nr opinii time=Data wystawienia"},
		{"words of an English export", "message_body,message_no,Submitted on,message_type", nil, "text=message_body id=message_no time=Submitted on"},
		{"keys with capitals", "messageBody,createdAt,userName,reviewID", nil, "text=messageBody id=reviewID time=createdAt author=userName"},
		{"mapped key with capitals", "userNote,createdAt", mapping{file.FieldText: "usernote"}, "text=userNote time=createdAt"},
		{"words of a time alone", "tekst,Sygnatura czasowa", nil, "text=tekst time=Sygnatura czasowa"},
		{"a date and its time of day", "tekst,Data wystawienia,Godzina wystawienia", nil, "text=tekst time=Data wystawienia clock=Godzina wystawienia"},
		{"a date and a time of something else", "text,Submitted on,Response time", nil, "text=text time=Submitted on"},
		{"a known date before one by its words", "text,date,delivery date", nil, "text=text time=date"},
		{"a known text before one by its words", "opinia,Odpowiedź sklepu", nil, "text=opinia"},
		{"a birth date", "text,Data urodzenia", nil, "text=text"},
		{"who created it", "text,created by", nil, "text=text"},
		{"the number of an order", "text,Nr zamówienia,Order ID", nil, "text=text"},
		{"two dates by their words", "text,Data zamówienia,Data zgłoszenia,Data opinii", nil,
			`time could be column "Data zamówienia", "Data zgłoszenia" or "Data opinii": map one with --map time=HEADER, or count all rows for one day with --date DAY`},
		{"one of two dates mapped", "text,Data zamówienia,Data opinii", mapping{file.FieldTime: "data opinii"}, "text=text time=Data opinii"},
		{"one of two texts mapped to something else", "Wiadomość wewnętrzna,Komentarz klienta", mapping{file.FieldAuthor: "wiadomość wewnętrzna"},
			"text=Komentarz klienta author=Wiadomość wewnętrzna"},
		{"no time of two", "text,Data zamówienia,Data opinii", mapping{file.FieldTime: ""}, "text=text"},
		{"two times by their words", "text,Start time,Completion time", nil, `time could be column "Start time" or "Completion time"`},
		{"two texts by their words", "Komentarz klienta,Uwagi obsługi,data", nil, `text could be column "Komentarz klienta" or "Uwagi obsługi": map one with --map text=HEADER`},
		{"two ids by their words", "text,Nr opinii,Review no", nil, `id could be column "Nr opinii" or "Review no"`},
		{"a first message of a file without header", "I got a message", nil, "no column with the text"},
		{"mapped to nothing", "id,note", mapping{file.FieldText: "Opinia"}, `no column "Opinia" for text`},
		{"mapped twice", "id,note", mapping{file.FieldText: "note", file.FieldAuthor: "note"}, `column "note" is mapped to text and to author`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, err := open(t, "a.csv", c.header+"\n", file.Options{Map: c.mapped, Separator: ","})
			if err != nil {
				_, got, _ := strings.Cut(err.Error(), "a.csv: ")
				if !strings.HasPrefix(got, c.want) {
					t.Errorf("Open with %q: error %q, want %q", c.header, got, c.want)
				}
				if !strings.Contains(got, "mapped to") && !strings.Contains(got, "the headers are ") {
					t.Errorf("error %q does not list the headers", got)
				}
				return
			}
			var got []string
			for _, column := range f.Columns {
				got = append(got, string(column.Field)+"="+column.Header)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("Open with %q reads %v, want %s", c.header, got, c.want)
			}
		})
	}
}

func TestIgnoredColumnsAreNamed(t *testing.T) {
	f, err := open(t, "a.csv", "text,language,NPS\n", file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"language", "NPS"}, f.Ignored); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
}

// What looks like somebody's message is not listed among the headers.
func TestLongHeadersAreNotQuoted(t *testing.T) {
	message := "They know more about me than my mother does, and I did not ask for it"
	_, err := open(t, "a.csv", message+";x\n", file.Options{})
	if err == nil || strings.Contains(err.Error(), "mother") || strings.Contains(err.Error(), "ask for it") || !strings.Contains(err.Error(), "43 characters") || !strings.Contains(err.Error(), "--no-header") {
		t.Errorf("error %v: want one that does not quote the message and says what to do", err)
	}
}

// A file whose dates stand under a header that does not say so is not read as if
// it had none.
func TestDatesThatAreNotRead(t *testing.T) {
	jsonl := "{\"text\":\"a\",\"when\":\"2026-11-20\"}\n{\"text\":\"b\",\"when\":\"2026-11-21\"}\n"
	const csv = "text,kiedy,size\na,20.11.2026,40123\nb,2026-11-21 10:00,40124\nc,,40125\n"
	for _, c := range []struct {
		name, file, content string
		o                   file.Options
		says                string
	}{
		{"CSV", "a.csv", csv, file.Options{}, `"kiedy" holds dates`},
		{"JSONL", "a.jsonl", jsonl, file.Options{}, `"when" holds dates`},
		{"few of them", "a.csv", "text,note\na,20.11.2026\nb,soon\n", file.Options{}, ""},
		{"numbers", "a.csv", "text,size\na,40123\nb,40124.5\n", file.Options{}, ""},
		{"a day is given", "a.csv", csv, file.Options{Day: day}, ""},
		{"mapped", "a.csv", csv, file.Options{Map: map[file.Field]string{file.FieldTime: "kiedy"}}, ""},
		{"left out", "a.csv", csv, file.Options{Map: map[file.Field]string{file.FieldTime: ""}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := open(t, c.file, c.content, c.o)
			if (err == nil) != (c.says == "") || err != nil && (!strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "--date DAY")) {
				t.Errorf("Open: %v, want %q", err, c.says)
			}
		})
	}
}

// A day for all rows settles which of two dates is read: none.
func TestOneDayForAll(t *testing.T) {
	rows, _, f := read(t, "a.csv", "text,Data zamówienia,Data opinii\na,2026-11-01,2026-11-02\n", file.Options{Day: day})
	if f.Timed() || len(rows) != 1 || !rows[0].Time.Equal(day) {
		t.Errorf("rows %+v, timed %v; want the day", rows, f.Timed())
	}
}

func TestSkipRows(t *testing.T) {
	const content = "Eksport opinii sklepu\n\nid;tekst;data\n1;a;2026-11-20\n"
	_, err := open(t, "a.csv", content, file.Options{})
	if err == nil || !strings.Contains(err.Error(), "--skip-rows N") {
		t.Errorf("a title above the headers: %v, want a hint", err)
	}
	rows, rejects, f := read(t, "a.csv", content, file.Options{SkipRows: 1})
	if len(rows) != 1 || rows[0].Line != 4 || rejects != nil || f.Separator != ";" {
		t.Errorf("rows %+v, rejects %v, separator %q; want the row of line 4", rows, rejects, f.Separator)
	}
	for _, n := range []int{4, 9} {
		if _, err := open(t, "a.csv", content, file.Options{SkipRows: n}); err == nil || !strings.Contains(err.Error(), "no header") {
			t.Errorf("%d of 4 lines passed over: %v", n, err)
		}
	}
	rows, _, _ = read(t, "a.txt", "title\nfirst\n", file.Options{SkipRows: 1, NoHeader: true, Day: day})
	if len(rows) != 1 || rows[0].Text != "first" {
		t.Errorf("rows %+v, want the first alone", rows)
	}
	if _, err := open(t, "a.jsonl", "{\"text\":\"a\"}\n", file.Options{SkipRows: 1}); err == nil {
		t.Error("JSONL with rows to pass over: no error")
	}
}

func TestChannels(t *testing.T) {
	for written, want := range map[string]string{
		"E-Mail": "email", "newsletter": "email", "Reklama": "ad", "SMS": "push_sms", "push_sms": "push_sms",
		"Telefon": "call", "program lojalnościowy": "loyalty", "": "", "pigeon ": "pigeon",
	} {
		rows, _, _ := read(t, "a.csv", "text,channel\na,"+written+"\n", file.Options{Day: day})
		if len(rows) != 1 || rows[0].Channel != want {
			t.Errorf("channel %q is read as %+v, want %q", written, rows, want)
		}
	}
}
