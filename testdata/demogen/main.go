// Command demogen writes the demo set, testdata/demo.jsonl and
// testdata/demo_campaigns.json, from the labelled messages in testdata/labelled and
// the texts written for it here. The same inputs and seed give the same bytes.
//
//	go run ./testdata/demogen                 # writes the files anew
//	go run ./testdata/demogen -check          # fails if they differ from what would be written
//	go run ./testdata/demogen -table people   # prints the story week by week, by human labels
//	go run ./testdata/demogen -table model    # the same by the labels of the analysis
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
	table := flag.String("table", "", "write nothing; print the story week by week, by the labels of `people` or of the \"model\"")
	flag.Parse()
	if err := run(*root, *seed, *check, *table); err != nil {
		fmt.Fprintln(os.Stderr, "demogen:", err)
		os.Exit(1)
	}
}

func run(root string, seed uint64, check bool, table string) error {
	set, err := generate(root, seed)
	switch {
	case err != nil:
		return err
	case table == "people":
		return set.weeks(os.Stdout)
	case table == "model":
		return set.asAnalysed().weeks(os.Stdout)
	case table != "":
		return fmt.Errorf("-table %q: want people or model", table)
	case check:
		return set.check(root)
	}
	return set.write(root)
}
