package analysis_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis"
	"paradox/analysis/keywords"
	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/measure"
)

var update = flag.Bool("update", false, "write the golden files")

// aside are the writers set aside for good, with the micro-F1 that an ordinary
// n-gram regression reaches on them.
var aside = []struct {
	writer string
	bar    float64
}{{"en-w4", .54}, {"en-w15", .59}, {"pl-w8", .60}, {"pl-w18", .68}}

func compare(t *testing.T, writer string) (model, rules measure.Figures) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "labelled", writer+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ms, err := labelled.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	var a, b []measure.Case
	for _, m := range ms {
		a = append(a, measure.Case{Want: m, Got: analysis.Analyze(m.Text)})
		b = append(b, measure.Case{Want: m, Got: keywords.Find(m.Text, m.Language)})
	}
	return measure.Measure(a), measure.Measure(b)
}

func TestAccuracy(t *testing.T) {
	var golden strings.Builder
	for _, w := range aside {
		f, rules := compare(t, w.writer)
		if got := f.Micro().F1(); got < w.bar {
			t.Errorf("%s: micro-F1 %.3f, want at least %.2f", w.writer, got, w.bar)
		}
		if d := measure.Difference(f, rules); d.Low < 0.10 {
			t.Errorf("%s: better than keyword rules by %.3f (%.3f to %.3f), want at least 0.10", w.writer, d.Estimate, d.Low, d.High)
		}
		writeCounts(&golden, w.writer, f)
	}
	path := filepath.Join("testdata", "accuracy.golden")
	if *update {
		if err := os.WriteFile(path, []byte(golden.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), golden.String()); d != "" {
		t.Errorf("counts have changed; if that is meant, run with -update and review (-want +got):\n%s", d)
	}
}

func writeCounts(b *strings.Builder, writer string, f measure.Figures) {
	fmt.Fprintf(b, "%s: %d messages, %d unclassified, %d stances right\n", writer, f.Messages, f.Unclassified, f.Stance)
	line := func(name string, c measure.Counts) {
		fmt.Fprintf(b, "  %-11s right %3d wrong %3d missed %3d\n", name, c.Hit, c.Wrong, c.Miss)
	}
	for i, o := range label.Outputs {
		line(o.String(), f.Outputs[i])
	}
	line("irritation", f.Irritation)
	line("resignation", f.Resignation)
	fmt.Fprintf(b, "  sentiment   %v\n", f.Tones)
}
