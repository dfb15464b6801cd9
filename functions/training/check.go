package training

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"paradox/analysis/model"
)

// Check proves that the models on disk are what the sets make: every own set and
// every open set that is there has its hash, every model file has its hash, and
// the themes models come out of training again byte for byte. What open sets taught
// them is kept in testdata/background; where those sets are here, it and the sentiment
// models are made again too.
func Check(ctx context.Context, f Folders, out io.Writer) error {
	sets, err := ReadManifest(filepath.Join(f.Testdata, "manifest.json"))
	if err != nil {
		return err
	}
	all := true
	for _, s := range sets {
		if s.Role == Open && f.missing(s) {
			fmt.Fprintf(out, "%s: not here, not checked\n", s.Name)
			all = false
		} else if _, err := f.bytes(s); err != nil {
			return err
		}
	}
	if err := f.checkFiles(); err != nil {
		return err
	}
	for _, language := range languages {
		remade := []remake{{themes, filepath.Join(f.Model, language+".themes.bin")}}
		if all {
			remade = []remake{
				{background, f.backgroundFile(language)}, remade[0],
				{sentiment, filepath.Join(f.Model, language+".sentiment.bin")},
			}
		}
		for _, r := range remade {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f.again(r.make, language, sets, r.path, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// remake is a file and what makes it.
type remake struct {
	make maker
	path string
}

// checkFiles compares every model file with the models' manifest.
func (f Folders) checkFiles() error {
	b, err := os.ReadFile(filepath.Join(f.Model, "manifest.json"))
	if err != nil {
		return fmt.Errorf("reading model manifest: %w", err)
	}
	var m model.Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("reading model manifest: %w", err)
	}
	for _, file := range m.Files {
		b, err := os.ReadFile(filepath.Join(f.Model, file.Name))
		if err != nil {
			return fmt.Errorf("reading model: %w", err)
		}
		if got := digest(b); got != file.SHA256 {
			return fmt.Errorf("model %s: SHA-256 is %s, the manifest says %s", file.Name, got, file.SHA256)
		}
	}
	if want := version(m.Files); m.Version != want {
		return fmt.Errorf("model manifest: version %s, its files make %s", m.Version, want)
	}
	return nil
}

// again makes a model once more and compares it with the file at path.
func (f Folders) again(make maker, language string, sets []Set, path string, out io.Writer) error {
	m, err := make(language, sets, f)
	if err != nil {
		return err
	}
	want, err := m.Bytes()
	if err != nil {
		return err
	}
	got, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading model: %w", err)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%s is not what its sets train: run train and review the change", path)
	}
	fmt.Fprintf(out, "%s: trained again, the same bytes\n", path)
	return nil
}
