package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// objects decodes JSONL.
func objects(t *testing.T, out string) (list []map[string]any) {
	t.Helper()
	for line := range strings.Lines(out) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		list = append(list, m)
	}
	return list
}

func keys(m map[string]any) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

func TestAnalyzeShape(t *testing.T) {
	in := `{"id":"a-1","text":"They track everything I do and sell it to anyone. Write to jan.kowalski@example.com"}
{"id":{"n":7},"text":"Guten Tag, wie geht es Ihnen heute? Ich möchte das nicht mehr sehen."}
{"text":""}
`
	out, stderr, code := newHome(t).run(in, "analyze")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	list := objects(t, out)
	if len(list) != 3 {
		t.Fatalf("%d objects for 3 lines: %s", len(list), out)
	}
	want := []string{"concern", "id", "irritation", "language", "model", "resignation", "sentiment", "stance", "text", "themes", "unclassified", "value"}
	for _, m := range list {
		if diff := cmp.Diff(want, keys(m)); diff != "" {
			t.Errorf("keys (-want +got):\n%s", diff)
		}
	}
	first, second, third := list[0], list[1], list[2]
	if first["id"] != "a-1" || first["language"] != "en" || first["unclassified"] != false {
		t.Errorf("first object: %v", first)
	}
	text, _ := first["text"].(string)
	if strings.Contains(text, "kowalski") || !strings.Contains(text, "[email]") {
		t.Errorf("text as analysed: %q, want the address replaced", text)
	}
	sentiment, _ := first["sentiment"].(map[string]any)
	if diff := cmp.Diff([]string{"label", "probabilities", "score"}, keys(sentiment)); diff != "" {
		t.Errorf("keys of the sentiment (-want +got):\n%s", diff)
	}
	for _, x := range first["themes"].([]any) {
		theme := x.(map[string]any)
		if diff := cmp.Diff([]string{"code", "confidence", "polarity", "spans", "theme"}, keys(theme)); diff != "" {
			t.Errorf("keys of a theme (-want +got):\n%s", diff)
		}
		for _, s := range theme["spans"].([]any) {
			span := s.([]any)
			if from, to := span[0].(float64), span[1].(float64); from < 0 || to <= from || int(to) > len(text) {
				t.Errorf("span %v outside of %d bytes", span, len(text))
			}
		}
	}
	if fmt.Sprint(second["id"]) != "map[n:7]" || third["id"] != 3.0 {
		t.Errorf("ids %v and %v, want the given one and the number of the line", second["id"], third["id"])
	}
	for _, m := range []map[string]any{second, third} {
		if m["unclassified"] != true || m["sentiment"] != nil || m["value"] != nil || m["concern"] != nil || m["stance"] != nil || len(m["themes"].([]any)) != 0 {
			t.Errorf("unclassified: %v", m)
		}
	}
}

// Every line has its object, in order, and what is wrong with one costs no other.
func TestAnalyzeErrors(t *testing.T) {
	cases := []struct {
		name, in string
		ids      []any
		errors   []string // code and field by line; "" where there is none
	}{
		{"lines", "good\n" + strings.Repeat("ł", 8193) + "\n\xff\xfe\n\ngood", []any{1.0, 2.0, 3.0, 4.0, 5.0},
			[]string{"", "text_too_long text", "text_not_utf8 text", "", ""}},
		{"a line beyond any buffer", strings.Repeat("x", 3<<20) + "\nnext\n", []any{1.0, 2.0}, []string{"text_too_long text", ""}},
		{"16 KiB", strings.Repeat("x", 16<<10) + "\n", []any{1.0}, []string{""}},
		{"JSONL", "{\"text\":\"a\",\"id\":1}\n{\"id\":9,\"text\":3}\n{\"id\":8}\nplain\n\n{\"text\":\"a\xff\"}\n", []any{1.0, 9.0, 8.0, 4.0, 6.0},
			[]string{"", "bad_value text", "text_missing text", "bad_json ", "text_not_utf8 text"}},
		{"a byte order mark", "\ufeff{\"text\":\"a\",\"id\":\"x\"}\r\n", []any{"x"}, []string{""}},
		{"NUL, RTL and emoji", "a\x00b \u202eabc\u202c 👩‍👩‍👧 שלום\n", []any{1.0}, []string{""}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, _, code := newHome(t).run(c.in, "analyze")
			var ids []any
			var errors []string
			failed := 0
			for _, m := range objects(t, out) {
				ids = append(ids, m["id"])
				said := ""
				if e, ok := m["error"].(map[string]any); ok {
					said = fmt.Sprint(e["code"], " ", e["field"])
					failed = 1
				}
				errors = append(errors, said)
			}
			if diff := cmp.Diff(c.ids, ids); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.errors, errors); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if code != failed {
				t.Errorf("exit code %d, want %d", code, failed)
			}
		})
	}
}

func TestAnalyzeFile(t *testing.T) {
	h := newHome(t)
	h.file("texts.txt", "{not JSON, but a line}\nanother\n")
	if list := objects(t, h.good("analyze", "texts.txt")); len(list) != 2 || list[0]["text"] != "{not JSON, but a line}" {
		t.Errorf("objects %v, want one for each line", list)
	}
	if _, _, code := h.run("", "analyze", "nowhere.txt"); code != 1 {
		t.Errorf("exit code %d for a file that is not there, want 1", code)
	}
}
