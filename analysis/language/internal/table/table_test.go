package table_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/language/internal/table"
)

func small() *table.Table {
	return &table.Table{
		Header:    "A table.\nversion: 1\n",
		Languages: []string{"en", "pl"},
		Bias:      []int32{-3, 70000},
		Keys:      []uint32{0, 7, 0xfffffff0, 0xffffffff},
		Weights:   []int8{1, -1, 2, -2, 127, -127, 4, -4},
	}
}

func TestRoundTrip(t *testing.T) {
	want := small()
	got, err := table.Parse(want.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Marshal(), got.Marshal()); diff != "" {
		t.Errorf("read and written again (-want +got):\n%s", diff)
	}
	for i, key := range want.Keys {
		if diff := cmp.Diff(want.Weights[2*i:2*i+2], got.Row(key)); diff != "" {
			t.Errorf("Row(%#x) (-want +got):\n%s", key, diff)
		}
	}
	for _, key := range []uint32{1, 8, 0xfffffff1} {
		if row := got.Row(key); row != nil {
			t.Errorf("Row(%#x) = %v, want none", key, row)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	whole := string(small().Marshal())
	for _, tc := range []struct{ name, file, want string }{
		{"nothing", "", "no header"},
		{"no languages", "A table.\n\n....", "no header"},
		{"header alone", whole[:strings.Index(whole, "\n\n")+2], "biases"},
		{"cut short", whole[:len(whole)-1], "for 4 rows"},
		{"too long", whole + "x", "for 4 rows"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := table.Parse([]byte(tc.file))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Parse = %v, want an error that says %q", err, tc.want)
			}
		})
	}
}
