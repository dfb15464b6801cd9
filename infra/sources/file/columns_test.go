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
	if err == nil || strings.Contains(err.Error(), "mother") {
		t.Errorf("error %v: want one that does not quote the message", err)
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
