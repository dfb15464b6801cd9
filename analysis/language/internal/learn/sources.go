//go:build generate

package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What the header says of the table itself.
const version, date = "1", "2026-11-25"

// The inputs that are packages, by name and hash.
const (
	wordfreqName   = "wordfreq-3.1.1-py3-none-any.whl"
	wordfreqHash   = "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473"
	langdetectName = "langdetect-1.0.9.tar.gz"
	langdetectHash = "cbc1fef89f8d062739774bd51eda3da3274006b3661d199c2655f6b3f6d605a0"
)

// frequencies lists the languages of Latin script in wordfreq with the tag each
// gets here, main ones first.
var frequencies = []struct{ tag, file string }{
	{"en", "large_en"}, {"pl", "large_pl"},
	{"cs", "large_cs"}, {"sk", "small_sk"}, {"sl", "small_sl"}, {"hr", "small_sh"},
	{"de", "large_de"}, {"nl", "large_nl"}, {"sv", "large_sv"}, {"da", "small_da"}, {"nb", "large_nb"}, {"is", "small_is"},
	{"fr", "large_fr"}, {"es", "large_es"}, {"pt", "large_pt"}, {"it", "large_it"}, {"ca", "large_ca"}, {"ro", "small_ro"},
	{"lt", "small_lt"}, {"lv", "small_lv"}, {"hu", "small_hu"}, {"fi", "large_fi"}, {"tr", "small_tr"},
	{"id", "small_id"}, {"fil", "small_fil"}, {"vi", "small_vi"},
}

// profiled lists the languages for which there are only letter frequencies.
var profiled = []string{"et", "sq", "af"}

// held are the writers that test the detector and are never trained on.
var held = []string{"en-w4", "en-w15", "pl-w8", "pl-w18"}

// openSets are the sets of open messages that are read.
var openSets = []struct{ tag, file, licence string }{
	{"pl", "cbd_pl/train.tsv", "BSD-3-Clause"},
	{"pl", "komentarze_pl/all.tsv", "CC BY 4.0"},
	{"pl", "polemo2_sent/train_medicine.tsv", "CC BY 4.0"},
	{"pl", "xed_pl/all.tsv", "CC BY 4.0"},
	{"en", "goemotions/train.tsv", "CC BY 4.0"},
	{"en", "pros_cons/all.tsv", "CC BY 4.0"},
	{"en", "product_reviews/all.tsv", "CC BY 4.0"},
	{"en", "xed_en/all.tsv", "CC BY 4.0"},
}

const und = "und"

// source is all that is learnt from.
type source struct {
	languages []string
	lexicons  map[string]*lexicon
	profiles  map[string]*profile
	messages  map[string][][]string // words of messages, by tag
	used      []string              // lines of the header
}

func load(wheel, profiles, own, open string) (*source, error) {
	s := &source{lexicons: map[string]*lexicon{}, profiles: map[string]*profile{}, messages: map[string][][]string{}}
	for _, step := range []func() error{
		func() error { return s.wordfreq(wheel) },
		func() error { return s.langdetect(profiles) },
		func() error { return s.own(own) },
		func() error { return s.open(open) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	s.languages = append(s.languages, und)
	return s, nil
}

// pinned reads a file and checks its hash.
func pinned(path, hash string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if got := sum(b); got != hash {
		return nil, fmt.Errorf("%s has SHA-256 %s, want %s", path, got, hash)
	}
	return b, nil
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func (s *source) wordfreq(path string) error {
	b, err := pinned(path, wordfreqHash)
	if err != nil {
		return err
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return fmt.Errorf("opening %s: %w", path, err)
	}
	for _, f := range frequencies {
		list, err := readList(z, f.file)
		if err != nil {
			return fmt.Errorf("reading %s: %w", f.file, err)
		}
		s.languages = append(s.languages, f.tag)
		s.lexicons[f.tag] = newLexicon(list)
	}
	s.used = append(s.used, "source: PyPI wordfreq 3.1.1, "+wordfreqName+", data CC BY-SA 4.0, sha256 "+wordfreqHash)
	return nil
}

func readList(z *zip.Reader, name string) ([][]string, error) {
	f, err := z.Open("wordfreq/data/" + name + ".msgpack.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(gz)
	if err != nil {
		return nil, err
	}
	return centibels(b)
}

func (s *source) langdetect(path string) error {
	b, err := pinned(path, langdetectHash)
	if err != nil {
		return err
	}
	gz, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("opening %s: %w", path, err)
	}
	files := map[string][]byte{}
	for in := tar.NewReader(gz); ; {
		h, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		if dir, name := filepath.Split(h.Name); strings.HasSuffix(dir, "langdetect/profiles/") {
			if files[name], err = io.ReadAll(in); err != nil {
				return fmt.Errorf("reading %s in %s: %w", name, path, err)
			}
		}
	}
	for _, tag := range profiled {
		p, err := newProfile(files[tag])
		if err != nil {
			return fmt.Errorf("profile of %s: %w", tag, err)
		}
		s.languages = append(s.languages, tag)
		s.profiles[tag] = p
	}
	s.used = append(s.used, "source: PyPI langdetect 1.0.9, "+langdetectName+", profiles of "+strings.Join(profiled, " ")+", Apache-2.0, sha256 "+langdetectHash)
	return nil
}

func (s *source) own(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "??-w*.jsonl"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no messages in %s", dir)
	}
	slices.Sort(files)
	var all []byte
	for _, path := range files {
		if slices.Contains(held, strings.TrimSuffix(filepath.Base(path), ".jsonl")) {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all = append(all, b...)
		for line := range bytes.Lines(b) {
			var m struct{ Language, Text string }
			if err := json.Unmarshal(line, &m); err != nil {
				return fmt.Errorf("reading %s: %w", path, err)
			}
			s.add(m.Language, m.Text)
		}
	}
	s.used = append(s.used, "source: the project's own messages by writers, without "+strings.Join(held, " ")+", sha256 of all "+sum(all))
	return nil
}

func (s *source) open(dir string) error {
	for _, set := range openSets {
		b, err := os.ReadFile(filepath.Join(dir, set.file))
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(b)) {
			if _, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				s.add(set.tag, text)
			}
		}
		s.used = append(s.used, "source: open set "+set.file+", "+set.licence+", sha256 "+sum(b))
	}
	return nil
}

func (s *source) add(tag, text string) {
	if words := strings.Fields(text); len(words) > 0 {
		s.messages[tag] = append(s.messages[tag], words)
	}
}

func (s *source) header() string {
	lines := append([]string{
		"Language table, generated by internal/learn; do not edit.",
		"version: " + version,
		"date: " + date,
		"licence: CC BY-SA 4.0, because most languages rest on the data of wordfreq; no text of any source is in it",
		"credit: wordfreq by Robyn Speer, doi.org/10.5281/zenodo.7199437, with data of Wikipedia, OPUS OpenSubtitles, SUBTLEX (Marc Brysbaert et al., freely available), ParaCrawl, the Leeds Internet Corpus, Google Books Ngrams, Twitter and Reddit",
	}, s.used...)
	return strings.Join(lines, "\n") + "\n"
}
