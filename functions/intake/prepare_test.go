package intake_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"paradox/functions/intake"
	"paradox/infra/pseudonym"
	"paradox/infra/reaction"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func preparer() intake.Preparer {
	return intake.Preparer{
		Keys: pseudonym.NewKeys(), Now: func() time.Time { return noon },
		Retention: func(source string) time.Duration {
			return map[string]time.Duration{"form": 30 * 24 * time.Hour}[source]
		},
	}
}

func TestPrepareText(t *testing.T) {
	p := preparer()
	for _, tt := range []struct {
		name, in, want string
		code           intake.Code
	}{
		{"plain", "hello", "hello", ""},
		{"trimmed", " \t\n hello \r\n", "hello", ""},
		{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd", ""},
		{"NUL and controls", "a\x00b\x07c\u0085d", "abcd", ""},
		{"NFC", "ża\u0301", "żá", ""},
		{"what hides", "so\u00adft\u200b\ufeff\u202e", "soft", ""},
		{"emoji keep their joiners", "👩\u200d💻", "👩\u200d💻", ""},
		{"right to left", "שלום\u200f", "שלום\u200f", ""},
		{"redacted", "write to jan.kowalski@example.com please", "write to [email] please", ""},
		{"redacted behind a zero width space", "jan.kowalski\u200b@example.com", "[email]", ""},
		{"broken UTF-8", "caf\xe9", "", intake.TextNotUTF8},
		{"empty", "", "", intake.TextEmpty},
		{"nothing to see", "\x00\u200b \n", "", intake.TextEmpty},
		{"too long", strings.Repeat("x", reaction.MaxText+1), "", intake.TextTooLong},
		{"too long in NFC", strings.Repeat("\u0958", reaction.MaxText/3), "", intake.TextTooLong},
		{"too long once redacted", strings.Repeat("a@b.co ", reaction.MaxText/7), "", intake.TextTooLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := p.Prepare(intake.Raw{SenderID: "1", Time: noon, Source: "form", Text: tt.in})
			var refused *intake.Refusal
			switch {
			case tt.code == "" && (err != nil || r.Text != tt.want):
				t.Errorf("Text = %q, %v, want %q", r.Text, err, tt.want)
			case tt.code != "" && (!errors.As(err, &refused) || refused.Code != tt.code || refused.Field != "text"):
				t.Errorf("error %v, want %s", err, tt.code)
			}
		})
	}
}

// What passes is as the store wants it, and what is refused is a Refusal that quotes nothing.
func TestPrepareAnything(t *testing.T) {
	p, taken := preparer(), 0
	anything := rapid.OneOf(rapid.String(), rapid.String(), rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 200), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		raw := intake.Raw{
			SenderID: anything.Draw(t, "id"), Source: "form",
			Time:     noon.Add(time.Duration(rapid.Int64Range(-int64(40*24*time.Hour), int64(48*time.Hour)).Draw(t, "time"))),
			Campaign: rapid.String().Draw(t, "campaign"), Author: anything.Draw(t, "author"),
			Channel: rapid.SampledFrom([]string{"", "email", "x"}).Draw(t, "channel"),
			Text:    anything.Draw(t, "text"),
		}
		r, err := p.Prepare(raw)
		var refused *intake.Refusal
		if err != nil {
			if !errors.As(err, &refused) || refused.Field == "" || refused.Reason == "" {
				t.Fatalf("error %#v is no complete refusal", err)
			}
			return
		}
		taken++
		if !utf8.ValidString(r.Text) || !norm.NFC.IsNormalString(r.Text) || strings.TrimSpace(r.Text) != r.Text || r.Text == "" || len(r.Text) > reaction.MaxText {
			t.Errorf("Text = %q", r.Text)
		}
		if !reaction.IsChannel(r.Channel) || !r.Expires.After(noon) || !r.Expires.Equal(r.Time.Add(30*24*time.Hour)) || r.Time.Location() != time.UTC || r.Time.Nanosecond() != 0 {
			t.Errorf("reaction %+v", r)
		}
	})
	if taken == 0 {
		t.Error("nothing drawn was taken: the test tests refusals alone")
	}
}

func TestPrepareNames(t *testing.T) {
	p := preparer()
	get := func(raw intake.Raw) reaction.Reaction {
		t.Helper()
		raw.Source, raw.Time, raw.Text = "form", noon, "x"
		r, err := p.Prepare(raw)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a, b := get(intake.Raw{SenderID: "é1", Author: " Józef@Sklep.pl "}), get(intake.Raw{SenderID: "e\u03011 ", Author: "jo\u0301zef@sklep.pl"})
	if a.ID != b.ID || a.Author != b.Author || a.Author == "" {
		t.Errorf("the same names in other bytes: %v %v", a, b)
	}
	if c := get(intake.Raw{SenderID: "2"}); c.ID == a.ID || c.Author != "" {
		t.Errorf("another message: %v", c)
	}
	for in, want := range map[string]string{
		"autumn": "autumn", " Autumn ": "autumn", "jan@example.com": "", "44051401359": "", "a b": "", "": "", strings.Repeat("a", 41): "",
	} {
		if got := get(intake.Raw{SenderID: "3", Campaign: in}).Campaign; got != want {
			t.Errorf("campaign %q becomes %q, want %q", in, got, want)
		}
	}
}

func FuzzPrepare(f *testing.F) {
	for _, s := range []string{"", "Zażółć\x00", "\xff\xfe", "👩\u200d💻 jan@example.com +48 601 234 567", "\u202eabc"} {
		f.Add(s)
	}
	p := preparer()
	f.Fuzz(func(t *testing.T, text string) {
		r, err := p.Prepare(intake.Raw{SenderID: "1", Time: noon, Source: "form", Text: text})
		if err == nil && (!utf8.ValidString(r.Text) || len(r.Text) > reaction.MaxText || r.Text == "") {
			t.Errorf("Prepare(%q) = %q", text, r.Text)
		}
	})
}
