//go:build generate

// Command learn writes table.bin, the language model, from word frequencies and
// messages. It runs alone, by hand: its inputs are not all in the repository.
// sources.go names them. The same inputs give the same bytes on one kind of
// machine; where fused multiplication rounds otherwise, a weight may differ by one.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	wheel := flag.String("wordfreq", "", "the wheel of wordfreq, as "+wordfreqName)
	profiles := flag.String("langdetect", "", "the source archive of langdetect, as "+langdetectName)
	own := flag.String("own", "../../testdata/labelled", "folder of the project's own messages")
	open := flag.String("open", "", "folder of the open message sets")
	out := flag.String("out", "table.bin", "file to write")
	rows := flag.Int("rows", 11500, "features to keep")
	flag.Parse()
	if err := run(*wheel, *profiles, *own, *open, *out, *rows); err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1)
	}
}

func run(wheel, profiles, own, open, out string, rows int) error {
	src, err := load(wheel, profiles, own, open)
	if err != nil {
		return err
	}
	samples := src.samples()
	fmt.Fprintf(os.Stderr, "%d samples of %d languages\n", len(samples), len(src.languages))
	keys := choose(samples, len(src.languages), rows)
	t := fit(samples, keys, len(src.languages))
	t.Languages, t.Header = src.languages, src.header()
	return os.WriteFile(out, t.Marshal(), 0o644)
}
