package file_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/sources/file"
)

func TestJSONL(t *testing.T) {
	content := `{"id":7,"text":"Za\u017c\u00f3\u0142\u0107 \"tak\"\nalbo nie","created_at":"2026-11-20T10:00:00Z","user":"ann"}
{"text":"no id","created_at":"2026-11-20T10:00:00Z","user":null}

{"created_at":"2026-11-20T10:00:00Z","text":"other order","id":"x"}
`
	rows, rejects, f := read(t, "a.jsonl", content, file.Options{})
	if rejects != nil || len(rows) != 3 || f.Blank != 1 {
		t.Fatalf("rows %+v, rejects %v, blank %d; want three rows and a blank line", rows, rejects, f.Blank)
	}
	want := file.Row{Line: 1, ID: "7", Time: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Author: "ann", Text: "Zażółć \"tak\"\nalbo nie"}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	if rows[2].Text != "other order" || rows[2].Line != 4 {
		t.Errorf("row = %+v, want the text of line 4", rows[2])
	}
}

func TestJSONLRejects(t *testing.T) {
	cases := []struct{ name, line, want string }{
		{"cut off", `{"text":"a`, "2  bad_json"},
		{"not an object", `["text"]`, "2  bad_json"},
		{"two on a line", `{"text":"a"} {"text":"b"}`, "2  bad_json"},
		{"not UTF-8", "{\"text\":\"a\xff\"}", "2  not_utf8"},
		{"an object for a text", `{"text":{"pl":"a"}}`, "2 text bad_value"},
		{"a number for a text", `{"id":"x","text":7}`, "2 text bad_value"},
		{"a truth value for an id", `{"id":true,"text":"a"}`, "2 id bad_value"},
		{"no text", `{"note":"a"}`, "2  bad_value"},
		{"too long", `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, "2  row_too_long"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			content := "{\"text\":\"zażółć gęślą jaźń\"}\n" + c.line + "\n{\"text\":\"after\"}\n"
			rows, rejects, _ := read(t, "a.jsonl", content, file.Options{Day: day})
			if diff := cmp.Diff([]string{c.want}, rejects); diff != "" {
				t.Errorf("rejects (-want +got):\n%s", diff)
			}
			if len(rows) != 2 || rows[1].Line != 3 {
				t.Errorf("rows = %+v, want the lines 1 and 3", rows)
			}
		})
	}
}

func TestJSONLMapping(t *testing.T) {
	content := "{\"q7\":\"mapped\",\"text\":\"not this\"}\n{\"text\":\"nor this\"}\n"
	rows, rejects, _ := read(t, "a.jsonl", content, file.Options{Day: day, Map: map[file.Field]string{file.FieldText: "q7"}})
	if len(rows) != 1 || rows[0].Text != "mapped" || len(rejects) != 1 {
		t.Errorf("rows %+v, rejects %v; want the mapped text, and no other key in its place", rows, rejects)
	}
}

func TestJSONLRefused(t *testing.T) {
	for _, content := range []string{"hello\n", "{\"text\":\"a\"}\n{\"comment\":\"b\"}\n", "{\"note\":\"a\"}\n"} {
		if _, err := open(t, "a.jsonl", content, file.Options{}); err == nil {
			t.Errorf("Open of %q: no error", content)
		}
	}
}

// Past the lines that Open looks at, an object stands for itself.
func TestJSONLKeysChangeLater(t *testing.T) {
	content := strings.Repeat("{\"text\":\"a\"}\n", 6000) + "{\"opinia\":\"late\"}\n{\"text\":\"a\",\"opinia\":\"b\"}\n"
	rows, rejects, _ := read(t, "a.jsonl", content, file.Options{Day: day})
	if len(rows) != 6001 || rows[6000].Text != "late" {
		t.Errorf("%d rows, want 6001 with the other key's text at last", len(rows))
	}
	if diff := cmp.Diff([]string{"6002  bad_value"}, rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}
