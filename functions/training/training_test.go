package training_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/analysis/linear"
	"paradox/functions/training"
)

// The models and the card in the source tree are what the sets and the models
// make. Training itself is repeated by "train -check", outside the unit tests.
var tree = training.Folders{Testdata: "../../testdata", Open: "no such folder", Model: "../../analysis/model", Readme: "../../README.md"}

func TestFigures(t *testing.T) {
	if err := training.Evaluate(t.Context(), tree, true, io.Discard); err != nil {
		t.Error(err)
	}
}

// A figure in the README that nobody measured is found.
func TestReadmeFigures(t *testing.T) {
	if testing.Short() {
		return // each measures everything again: TestFigures does it once
	}
	text := string(read(t, tree.Readme))
	for name, spoilt := range map[string]string{
		"is not what the models measure": strings.Replace(text, "| English, plain | ", "| English, plain | 9", 1),
		"has no place for figures":       strings.Replace(text, "<!-- figures", "<!-- ", 1),
	} {
		f := tree
		f.Readme = filepath.Join(t.TempDir(), "README.md")
		write(t, f.Readme, spoilt)
		if err := training.Evaluate(t.Context(), f, true, io.Discard); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Evaluate = %v, want an error that the README %s", err, name)
		}
	}
}

func TestManifestNamesEverySet(t *testing.T) {
	sets, err := training.ReadManifest(filepath.Join(tree.Testdata, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]training.Set{}
	for _, s := range sets {
		named[s.Path] = s
		if s.Licence == "" || s.Address == "" || len(s.SHA256) != 64 || s.Rows == 0 {
			t.Errorf("set %q lacks licence, address, hash or rows", s.Name)
		}
	}
	files, err := filepath.Glob(filepath.Join(tree.Testdata, "labelled", "*.jsonl"))
	if err != nil || len(files) < 26 {
		t.Fatalf("%d labelled files: %v", len(files), err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if s := named["labelled/"+filepath.Base(f)]; s.SHA256 != digest(b) || s.Rows != bytes.Count(b, []byte("\n")) {
			t.Errorf("%s is not as the manifest names it", f)
		}
	}
	for _, name := range []string{"en-w4", "en-w15", "en-w32", "pl-w8", "pl-w18", "pl-w31"} {
		if s := named["labelled/"+name+".jsonl"]; s.Role != training.Test {
			t.Errorf("%s is for %q, want test", name, s.Role)
		}
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func under(dir string) training.Folders {
	return training.Folders{
		Testdata: filepath.Join(dir, "testdata"), Open: filepath.Join(dir, "open"), Model: filepath.Join(dir, "model"),
	}
}

// small writes sets of a few messages below dir, and trains models of them.
func small(t *testing.T, dir string) training.Folders {
	t.Helper()
	f := under(dir)
	for _, d := range []string{f.Testdata, f.Open, f.Model} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var sets []training.Set
	add := func(s training.Set, dir, content string) {
		write(t, filepath.Join(dir, s.Path), content)
		s.SHA256 = digest([]byte(content))
		sets = append(sets, s)
	}
	for _, language := range []string{"en", "pl"} {
		for w := range 4 {
			name := fmt.Sprintf("%s-w%d", language, w)
			var lines strings.Builder
			for i := range 6 {
				fmt.Fprintf(&lines, `{"id":"%d","language":%q,"writer":%q,"sentiment":"negative","text":"They track me with lamp %d","themes":[{"code":"C2","polarity":null,"spans":[[0,13]]}]}`+"\n", i, language, name, w)
				fmt.Fprintf(&lines, `{"id":"%d","language":%q,"writer":%q,"sentiment":"positive","text":"A lovely chair came today","themes":[]}`+"\n", i, language, name)
			}
			add(training.Set{Name: name, Path: name + ".jsonl", Language: language, Role: training.Train}, f.Testdata, lines.String())
		}
		lines := strings.Repeat("pos\ta good lamp\nneg\ta bad chair\n", 5)
		for _, s := range []training.Set{
			{Name: language + " open", Path: language + ".tsv", Weight: 0.5, Background: 6},
			{Name: language + " tone", Path: language + "-tone.tsv", Weight: 0.5},
			{Name: language + " background", Path: language + "-background.tsv", Background: 6},
		} {
			s.Language, s.Role = language, training.Open
			add(s, f.Open, lines)
		}
		add(training.Set{Name: language + " aside", Path: language + "-aside.jsonl", Language: language, Role: training.Test}, f.Testdata,
			fmt.Sprintf(`{"language":%q,"writer":"aside","sentiment":"negative","text":"They track me","themes":[]}`+"\n", language))
	}
	b, err := json.Marshal(map[string]any{"sets": sets})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(f.Testdata, "manifest.json"), string(b))
	if err := training.Run(t.Context(), f, io.Discard); err != nil {
		t.Fatalf("training: %v", err)
	}
	return f
}

// Each model learns from the sets that the manifest gives it, and from none that is
// set aside.
func TestWhatTeachesWhat(t *testing.T) {
	f := small(t, t.TempDir())
	for name, open := range map[string][]string{"themes": {"open", "background"}, "sentiment": {"open", "tone"}} {
		for _, language := range []string{"en", "pl"} {
			m, err := linear.Parse(read(t, filepath.Join(f.Model, language+"."+name+".bin")))
			if err != nil {
				t.Fatal(err)
			}
			var got, want []string
			for _, d := range m.Data {
				got = append(got, d.Name)
			}
			for w := range 4 {
				want = append(want, fmt.Sprintf("%s-w%d", language, w))
			}
			for _, s := range open {
				want = append(want, language+" "+s)
			}
			if d := cmp.Diff(want, got); d != "" || m.Figures.Rows != 4*12 {
				t.Errorf("%s %s was made of %d messages of (-want +got):\n%s", language, name, m.Figures.Rows, d)
			}
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func spoil(t *testing.T, path string) {
	t.Helper()
	b := read(t, path)
	b[len(b)-2] ^= 1
	write(t, path, string(b))
}

func TestCheck(t *testing.T) {
	trained := t.TempDir()
	small(t, trained)
	for i, tt := range []struct {
		name  string
		spoil func(t *testing.T, f training.Folders)
		want  string // in the error; "" for none
	}{
		{"as trained", func(*testing.T, training.Folders) {}, ""},
		{"open sets not here", func(t *testing.T, f training.Folders) {
			if err := os.RemoveAll(f.Open); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"own set changed", func(t *testing.T, f training.Folders) { spoil(t, filepath.Join(f.Testdata, "pl-w1.jsonl")) }, `set "pl-w1": SHA-256`},
		{"open set changed", func(t *testing.T, f training.Folders) { spoil(t, filepath.Join(f.Open, "en.tsv")) }, `set "en open": SHA-256`},
		{"themes changed", func(t *testing.T, f training.Folders) { spoil(t, filepath.Join(f.Model, "en.themes.bin")) }, "model en.themes.bin: SHA-256"},
		{"sentiment changed", func(t *testing.T, f training.Folders) { spoil(t, filepath.Join(f.Model, "pl.sentiment.bin")) }, "model pl.sentiment.bin: SHA-256"},
		{"version of other files", func(t *testing.T, f training.Folders) {
			// A hash that agrees with a changed file still does not make its version.
			path := filepath.Join(f.Model, "en.themes.bin")
			old := digest(read(t, path))
			spoil(t, path)
			manifest := filepath.Join(f.Model, "manifest.json")
			write(t, manifest, strings.ReplaceAll(string(read(t, manifest)), old, digest(read(t, path))))
		}, "its files make"},
		{"models of other data", func(t *testing.T, f training.Folders) {
			// All hashes agree, but the sets have gone on.
			path := filepath.Join(f.Testdata, "en-w1.jsonl")
			old := read(t, path)
			changed := strings.ReplaceAll(string(old), "chair", "sofa")
			write(t, path, changed)
			manifest := filepath.Join(f.Testdata, "manifest.json")
			write(t, manifest, strings.ReplaceAll(string(read(t, manifest)), digest(old), digest([]byte(changed))))
		}, "is not what its sets train"},
		{"sentiment of other data", func(t *testing.T, f training.Folders) {
			path := filepath.Join(f.Open, "pl-tone.tsv")
			old := read(t, path)
			changed := strings.ReplaceAll(string(old), "pos", "neu")
			write(t, path, changed)
			// Other sets have the same text, and so the same hash.
			manifest := filepath.Join(f.Testdata, "manifest.json")
			before, after, _ := strings.Cut(string(read(t, manifest)), `"pl-tone.tsv"`)
			write(t, manifest, before+`"pl-tone.tsv"`+strings.Replace(after, digest(old), digest([]byte(changed)), 1))
		}, "pl.sentiment.bin is not what its sets train"},
		{"background changed", func(t *testing.T, f training.Folders) { spoil(t, filepath.Join(f.Testdata, "background", "en.bin")) }, "en.bin is not what its sets train"},
		{"background changed, open sets not here", func(t *testing.T, f training.Folders) {
			if err := os.RemoveAll(f.Open); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(f.Testdata, "background", "en.bin")
			b := read(t, path)
			for i := len(b) - 21*20; i < len(b); i++ { // the weights of its last rows
				b[i] ^= 0x40
			}
			write(t, path, string(b))
		}, "en.themes.bin is not what its sets train"},
		{"model missing", func(t *testing.T, f training.Folders) {
			if err := os.Remove(filepath.Join(f.Model, "pl.themes.bin")); err != nil {
				t.Fatal(err)
			}
		}, "reading model"},
	} {
		if testing.Short() && i%4 > 0 {
			continue // each trains again: a quick run takes one in four
		}
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(trained)); err != nil {
				t.Fatal(err)
			}
			f := under(dir)
			tt.spoil(t, f)
			err := training.Check(t.Context(), f, io.Discard)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Check error = %v, want %q", err, tt.want)
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What a test message says is not trained on, whoever wrote it.
func TestTestMessagesAreNotTrainedOn(t *testing.T) {
	f := small(t, t.TempDir())
	trainedOn := func() string {
		t.Helper()
		var out bytes.Buffer
		if err := training.Run(t.Context(), f, &out); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.HasPrefix(line, "en.themes.bin") {
				_, messages, _ := strings.Cut(strings.TrimSpace(line), " on ")
				return messages
			}
		}
		return ""
	}
	if got := trainedOn(); got != "48 messages" {
		t.Fatalf("trained on %q, want 48 messages", got)
	}
	const same = `{"id":"1","language":"en","writer":"en-test","sentiment":"negative","text":"they track me, with LAMP 1!","themes":[]}` + "\n"
	write(t, filepath.Join(f.Testdata, "aside.jsonl"), same)
	manifest := filepath.Join(f.Testdata, "manifest.json")
	set, err := json.Marshal(training.Set{Name: "aside", Path: "aside.jsonl", Language: "en", Role: training.Test, SHA256: digest([]byte(same))})
	if err != nil {
		t.Fatal(err)
	}
	write(t, manifest, strings.Replace(string(read(t, manifest)), `"sets":[`, `"sets":[`+string(set)+",", 1))
	if got := trainedOn(); got != "42 messages" { // six say "They track me with lamp 1"
		t.Errorf("trained on %q, want 42 messages", got)
	}
}

func TestRunNeedsItsSets(t *testing.T) {
	f := small(t, t.TempDir())
	f.Open = filepath.Join(f.Open, "elsewhere")
	if err := training.Run(t.Context(), f, io.Discard); err == nil || !strings.Contains(err.Error(), `reading set "en open"`) {
		t.Errorf("Run without the open sets: error = %v", err)
	}
}

func TestCancelled(t *testing.T) {
	f := small(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := training.Run(ctx, f, io.Discard); err == nil {
		t.Error("Run went on after it was cancelled")
	}
}

func TestEvaluateFile(t *testing.T) {
	var out bytes.Buffer
	if err := training.EvaluateFile("../../testdata/labelled/en-negation.jsonl", &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "en-negation.jsonl: 30 messages") || !strings.Contains(got, "| C7 sharing | 0 |") {
		t.Errorf("EvaluateFile printed:\n%s", got)
	}
	if err := training.EvaluateFile("no such file", &out); err == nil {
		t.Error("EvaluateFile of no file: no error")
	}
	broken := filepath.Join(t.TempDir(), "broken.jsonl")
	write(t, broken, "{")
	if err := training.EvaluateFile(broken, &out); err == nil || !strings.Contains(err.Error(), "broken.jsonl: line 1") {
		t.Errorf("EvaluateFile = %v, want an error that names file and line", err)
	}
}

// The sizes in the card are those of the files, headers and all.
func TestCardSizes(t *testing.T) {
	card := string(read(t, filepath.Join(tree.Model, "CARD.md")))
	files, err := filepath.Glob(filepath.Join(tree.Model, "*.bin"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%d model files: %v", len(files), err)
	}
	for _, f := range files {
		_, row, _ := strings.Cut(card, "| "+filepath.Base(f)+" | ")
		cells := strings.Split(row, " | ")
		if want := fmt.Sprint(len(read(t, f))); len(cells) < 3 || cells[2] != want {
			t.Errorf("the card does not say that %s has %s bytes", filepath.Base(f), want)
		}
	}
}
