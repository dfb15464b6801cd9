// Command demogen writes the demo set, testdata/demo.jsonl and
// testdata/demo_campaigns.json, from the labelled messages in testdata/labelled and
// the texts written for it here. The same inputs and seed give the same bytes.
//
//	go run ./testdata/demogen          # writes the files anew
//	go run ./testdata/demogen -check   # fails if they differ from what would be written
//	go run ./testdata/demogen -table   # prints the story week by week, by human labels
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	root := flag.String("root", ".", "root `folder` of the module")
	seed := flag.Uint64("seed", defaultSeed, "`number` that the choice of messages and times depends on")
	check := flag.Bool("check", false, "write nothing; fail if the files differ from what would be written")
	table := flag.Bool("table", false, "write nothing; print the story week by week, by human labels")
	flag.Parse()
	if err := run(*root, *seed, *check, *table); err != nil {
		fmt.Fprintln(os.Stderr, "demogen:", err)
		os.Exit(1)
	}
}

func run(root string, seed uint64, check, table bool) error {
	set, err := generate(root, seed)
	switch {
	case err != nil:
		return err
	case table:
		return set.weeks(os.Stdout)
	case check:
		return set.check(root)
	}
	return set.write(root)
}
