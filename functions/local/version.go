package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"paradox/analysis"
	"paradox/analysis/label"
)

// versionFlag prints what this program is, and ends it.
type versionFlag bool

// BeforeReset is called by the parser as soon as it meets the flag.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	fmt.Fprintln(app.Stdout, version())
	app.Exit(exitGood)
	return nil
}

// version names the program, the commit it was built from and the model in it:
// what a figure is to be quoted with.
func version() string {
	name, commit := "unknown", "not recorded in this build"
	if info, ok := debug.ReadBuildInfo(); ok {
		name = or(info.Main.Version, name)
		setting := map[string]string{}
		for _, s := range info.Settings {
			setting[s.Key] = s.Value
		}
		if c := setting["vcs.revision"]; c != "" {
			commit = strings.TrimSpace(c + " " + setting["vcs.time"])
			if setting["vcs.modified"] == "true" {
				commit += ", with changes"
			}
		}
	}
	return fmt.Sprintf("paradox %s\ncommit %s\nmodel %s, taxonomy %s", name, commit, analysis.Model(), label.Taxonomy)
}
