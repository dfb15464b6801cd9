package training

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"paradox/analysis/label"
	"paradox/analysis/labelled"
	"paradox/analysis/linear"
	"paradox/analysis/model"
	"paradox/analysis/train"
)

var languages = []string{"en", "pl"}

// recipeDate is when the way of training last changed. It stands in the models'
// headers in place of the day of the run, which would make every run differ.
const recipeDate = "2026-11-25"

// licence of the models. Weights hold no text, but the sets are named with their terms.
const licence = "MIT; trained in part on the sets named here, under their own licences"

// maker trains one model of a language.
type maker func(language string, sets []Set, f Folders) (*linear.Model, error)

// Run trains all models from the sets of the manifest and writes them with their
// manifest. It says on out what it does.
func Run(ctx context.Context, f Folders, out io.Writer) error {
	sets, err := ReadManifest(filepath.Join(f.Testdata, "manifest.json"))
	if err != nil {
		return err
	}
	var written []model.File
	for _, language := range languages {
		if err := writeBackground(language, sets, f); err != nil {
			return err
		}
		for _, make := range []maker{themes, sentiment} {
			if err := ctx.Err(); err != nil {
				return err
			}
			m, err := make(language, sets, f)
			if err != nil {
				return err
			}
			file, err := write(f, m)
			if err != nil {
				return err
			}
			written = append(written, file)
			fmt.Fprintf(out, "%s: %d features, %d bytes; cross-validated micro-F1 %.3f on %d messages\n",
				file.Name, m.Rows, file.Bytes, m.Figures.F1, m.Figures.Rows)
		}
	}
	return writeManifest(f, written)
}

// themes trains the themes model from own sets and the background file.
func themes(language string, sets []Set, f Folders) (*linear.Model, error) {
	h := header("themes", language)
	own, err := f.own(sets, &h)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(f.backgroundFile(language))
	if err != nil {
		return nil, fmt.Errorf("reading background: %w", err)
	}
	background, err := linear.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("reading background: %w", err)
	}
	h.Data = append(h.Data, background.Data...)
	return train.Themes(h, own, background)
}

// background trains the background model of a language, from the open sets.
func background(language string, sets []Set, f Folders) (*linear.Model, error) {
	h := header("background", language)
	own, err := f.own(sets, &linear.Header{Language: language})
	if err != nil {
		return nil, err
	}
	aside, err := f.setAside(sets)
	if err != nil {
		return nil, err
	}
	var texts []labelled.Message
	for _, s := range sets {
		if s.Role != Open || s.Language != language || s.Background == 0 {
			continue
		}
		ms, err := f.background(s)
		if err != nil {
			return nil, err
		}
		ms = without(ms, aside)
		texts = append(texts, ms...)
		d := s.data()
		d.Rows = len(ms)
		h.Data = append(h.Data, d)
	}
	return train.Background(h, own, texts), nil
}

func (f Folders) backgroundFile(language string) string {
	return filepath.Join(f.Testdata, "background", language+".bin")
}

// writeBackground makes the file that themes are trained with beside own sets.
func writeBackground(language string, sets []Set, f Folders) error {
	m, err := background(language, sets, f)
	if err != nil {
		return err
	}
	b, err := m.Bytes()
	if err != nil {
		return err
	}
	path := f.backgroundFile(language)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing background: %w", err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return fmt.Errorf("writing background: %w", err)
	}
	return nil
}

func sentiment(language string, sets []Set, f Folders) (*linear.Model, error) {
	h := header("sentiment", language)
	own, err := f.own(sets, &h)
	if err != nil {
		return nil, err
	}
	aside, err := f.setAside(sets)
	if err != nil {
		return nil, err
	}
	var open []train.Set
	for _, s := range sets {
		if s.Role != Open || s.Language != language || s.Weight == 0 {
			continue
		}
		ms, err := f.load(s)
		if err != nil {
			return nil, err
		}
		open = append(open, train.Set{Messages: without(ms, aside), Weight: s.Weight})
		h.Data = append(h.Data, s.data())
	}
	return train.Sentiment(h, own, open)
}

func header(name, language string) linear.Header {
	return linear.Header{Name: name, Language: language, Taxonomy: label.Taxonomy, Date: recipeDate, Licence: licence}
}

// own reads the project's training messages of the header's language and names
// their sets in it.
func (f Folders) own(sets []Set, h *linear.Header) ([]labelled.Message, error) {
	aside, err := f.setAside(sets)
	if err != nil {
		return nil, err
	}
	var all []labelled.Message
	for _, s := range sets {
		if s.Role != Train || s.Language != h.Language {
			continue
		}
		ms, err := f.load(s)
		if err != nil {
			return nil, err
		}
		all = append(all, without(ms, aside)...)
		h.Data = append(h.Data, s.data())
	}
	return all, nil
}

func fileName(h linear.Header) string { return h.Language + "." + h.Name + ".bin" }

func write(f Folders, m *linear.Model) (model.File, error) {
	b, err := m.Bytes()
	if err != nil {
		return model.File{}, err
	}
	name := fileName(m.Header)
	if err := os.WriteFile(filepath.Join(f.Model, name), b, 0o644); err != nil {
		return model.File{}, fmt.Errorf("writing model: %w", err)
	}
	return model.File{Name: name, SHA256: digest(b), Bytes: len(b)}, nil
}

// version names the files by their content: it changes when a byte of any does.
func version(files []model.File) string {
	var all string
	for _, file := range files {
		all += file.SHA256
	}
	return "linear-" + digest([]byte(all))[:8]
}

func writeManifest(f Folders, files []model.File) error {
	m := model.Manifest{Version: version(files), Files: files}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding model manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(f.Model, "manifest.json"), append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing model manifest: %w", err)
	}
	return nil
}
