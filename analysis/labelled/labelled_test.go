package labelled_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
)

func TestRead(t *testing.T) {
	got, err := labelled.Read(strings.NewReader(`
{"id":"a","language":"pl","writer":"pl-w1","sentiment":"negative","text":"Śledzą mnie","themes":[{"code":"C2","polarity":null,"spans":[[0,8]]},{"code":"R2","polarity":"-","spans":[[0,3],[4,8]]}],"irritation":true,"resignation":false}

{"id":"b","text":"ok","themes":[]}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []labelled.Message{
		{
			ID: "a", Language: "pl", Writer: "pl-w1", Sentiment: label.Negative, Text: "Śledzą mnie", Irritation: true,
			Themes: []labelled.Theme{
				{Output: label.Output{Code: "C2"}, Spans: []label.Span{{0, 8}}},
				{Output: label.Output{Code: "R2", Polarity: label.Minus}, Spans: []label.Span{{0, 3}, {4, 8}}},
			},
		},
		{ID: "b", Text: "ok"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Read (-want +got):\n%s", d)
	}
	if r := got[0].Result(); r.Stance() != label.Concerned || !r.Irritation {
		t.Errorf("Result() = %+v, want concerned with irritation", r)
	}
}

func TestReadRefuses(t *testing.T) {
	const secret = "Zofia"
	for _, tt := range []struct{ name, line, want string }{
		{"no JSON", `{"text":"` + secret, "line 2: no JSON"},
		{"wrong type", `{"text":["` + secret + `"]}`, "line 2: no JSON"},
		{"sentiment", `{"text":"` + secret + `","sentiment":"angry"}`, "sentiment"},
		{"code", `{"text":"` + secret + `","themes":[{"code":"C9"}]}`, `themes: label: no output "C9"`},
		{"polarity missing", `{"text":"` + secret + `","themes":[{"code":"V1"}]}`, `no output "V1"`},
		{"span too long", `{"text":"` + secret + `","themes":[{"code":"C1","spans":[[0,6]]}]}`, "span [0, 6) outside"},
		{"span empty", `{"text":"` + secret + `","themes":[{"code":"C1","spans":[[2,2]]}]}`, "span [2, 2) outside"},
		{"span negative", `{"text":"` + secret + `","themes":[{"code":"C1","spans":[[-1,2]]}]}`, "outside"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := labelled.Read(strings.NewReader("\n" + tt.line))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "line 2") {
				t.Fatalf("Read error = %v, want line 2 and %q", err, tt.want)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error quotes the text: %v", err)
			}
		})
	}
}

func TestReadSentiment(t *testing.T) {
	got, err := labelled.ReadSentiment(strings.NewReader("pos\tgood\tstuff\namb\thm\nneg\tbad\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []labelled.Message{{Sentiment: label.Positive, Text: "good\tstuff"}, {Sentiment: label.Negative, Text: "bad"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("ReadSentiment (-want +got):\n%s", d)
	}
	if _, err := labelled.ReadSentiment(strings.NewReader("pos good")); err == nil {
		t.Error("ReadSentiment took a line without a tab")
	}
}

func TestReadReviews(t *testing.T) {
	texts := "1\tThey sell my Data to anyone.\n2\tIt crashed.\n"
	labels := "row\tsentiment\tcodes\tevidence\n1\tneg\tC7,T1-\tC7=sell my..to anyone;T1-=not there\n2\tneg\t-\t-\n"
	got, err := labelled.ReadReviews(strings.NewReader(texts), strings.NewReader(labels))
	if err != nil {
		t.Fatal(err)
	}
	want := []labelled.Message{
		{Text: "They sell my Data to anyone.", Themes: []labelled.Theme{
			{Output: label.Output{Code: "C7"}, Spans: []label.Span{{5, 27}}},
			{Output: label.Output{Code: "T1", Polarity: label.Minus}, Spans: []label.Span{{0, 28}}},
		}},
		{Text: "It crashed."},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("ReadReviews (-want +got):\n%s", d)
	}
	for name, bad := range map[string]string{
		"row":     strings.Replace(labels, "\n2\t", "\n7\t", 1),
		"code":    strings.Replace(labels, "C7,", "C9,", 1),
		"columns": strings.Replace(labels, "\t-\t-", "\t-", 1),
		"end":     strings.TrimSuffix(labels, "2\tneg\t-\t-\n"),
		"file":    "",
	} {
		if _, err := labelled.ReadReviews(strings.NewReader(texts), strings.NewReader(bad)); err == nil {
			t.Errorf("ReadReviews took a wrong %s", name)
		}
	}
}
