// Package model holds the trained models, embedded: what was learnt, from what
// data, and how good it is (CARD.md). The train command writes everything in this
// folder but this file.
package model

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"paradox/analysis/linear"
)

//go:embed manifest.json *.bin
var files embed.FS

// Manifest names the model files and their version.
type Manifest struct {
	Version string `json:"version"` // changes whenever any byte of any file does
	Files   []File `json:"files"`
}

// File is one model file.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// Pair holds the models of one language.
type Pair struct{ Themes, Sentiment *linear.Model }

// Version returns the version of the embedded models.
func Version() string { return manifest().Version }

// For returns the models of a language, parsed at first use; false if there are
// none. It is safe for concurrent use.
func For(language string) (Pair, bool) {
	switch language {
	case "en":
		return english(), true
	case "pl":
		return polish(), true
	}
	return Pair{}, false
}

var (
	english = sync.OnceValue(func() Pair { return load("en") })
	polish  = sync.OnceValue(func() Pair { return load("pl") })

	manifest = sync.OnceValue(func() Manifest {
		var m Manifest
		b, err := files.ReadFile("manifest.json")
		if err == nil {
			err = json.Unmarshal(b, &m)
		}
		if err != nil {
			panic(fmt.Sprintf("model: embedded manifest: %v", err)) // a test reads it
		}
		return m
	})
)

func load(language string) Pair {
	return Pair{parse(language + ".themes.bin"), parse(language + ".sentiment.bin")}
}

func parse(name string) *linear.Model {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("model: %v", err)) // a test parses every file
	}
	m, err := linear.Parse(b)
	if err != nil {
		panic(fmt.Sprintf("model: %s: %v", name, err))
	}
	return m
}
