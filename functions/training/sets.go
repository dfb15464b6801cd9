package training

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"paradox/analysis/labelled"
	"paradox/analysis/linear"
)

// Roles of a set.
const (
	Train = "train" // written for this project: trains themes and sentiment
	Test  = "test"  // written for this project, set aside for measuring
	Open  = "open"  // openly licensed, by others: trains sentiment and the background of themes
)

// Set is a labelled file, as testdata/manifest.json names it.
type Set struct {
	Name     string `json:"name"`
	Path     string `json:"path"` // below testdata, or below the folder of open sets
	Language string `json:"language"`
	Role     string `json:"role"`
	Kind     string `json:"kind,omitempty"` // wording of an own set
	Licence  string `json:"licence"`
	Address  string `json:"address"`
	SHA256   string `json:"sha256"`
	Rows     int    `json:"rows"`

	// For open sets: the weight of a message in training sentiment (0: not used), and
	// how many texts teach themes what is about something else.
	Weight     float32 `json:"weight,omitempty"`
	Background int     `json:"background,omitempty"`
	Labels     *Set    `json:"labels,omitempty"` // file of codes for a set of reviews
}

// ReadManifest reads the list of sets.
func ReadManifest(path string) ([]Set, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading manifest: %w", err)
	}
	var m struct {
		Sets []Set `json:"sets"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("reading manifest %s: %w", path, err)
	}
	return m.Sets, nil
}

// data describes the set for a model's header.
func (s Set) data() linear.Data {
	return linear.Data{Name: s.Name, Licence: s.Licence, SHA256: s.SHA256, Rows: s.Rows}
}

// Folders are where sets and models lie.
type Folders struct {
	Testdata string // the project's own sets and the manifest
	Open     string // the open sets; may be missing
	Model    string // where models and their card are written
	Readme   string // the README, which shows the headline figures
}

func (f Folders) path(s Set) string {
	if s.Role == Open {
		return filepath.Join(f.Open, s.Path)
	}
	return filepath.Join(f.Testdata, s.Path)
}

// bytes reads a set's file and checks that it is the one that the manifest names.
func (f Folders) bytes(s Set) ([]byte, error) {
	b, err := os.ReadFile(f.path(s))
	if err != nil {
		return nil, fmt.Errorf("reading set %q: %w", s.Name, err)
	}
	if got := digest(b); got != s.SHA256 {
		return nil, fmt.Errorf("set %q: SHA-256 of %s is %s, the manifest says %s", s.Name, s.Path, got, s.SHA256)
	}
	return b, nil
}

// load reads the messages of an own set, or those of an open set with their sentiment.
func (f Folders) load(s Set) ([]labelled.Message, error) {
	b, err := f.bytes(s)
	if err != nil {
		return nil, err
	}
	read := labelled.Read
	if s.Role == Open {
		read = labelled.ReadSentiment
	}
	return parse(s, b, read)
}

// background reads the texts of an open set that teach themes, evenly spread over it.
func (f Folders) background(s Set) ([]labelled.Message, error) {
	b, err := f.bytes(s)
	if err != nil {
		return nil, err
	}
	read := labelled.ReadTexts
	if s.Labels != nil {
		codes := *s.Labels
		codes.Role = Open
		l, err := f.bytes(codes)
		if err != nil {
			return nil, err
		}
		read = func(r io.Reader) ([]labelled.Message, error) { return labelled.ReadReviews(r, bytes.NewReader(l)) }
	}
	all, err := parse(s, b, read)
	if err != nil || len(all) <= s.Background {
		return all, err
	}
	some := make([]labelled.Message, s.Background)
	for i := range some {
		some[i] = all[i*len(all)/len(some)]
	}
	return some, nil
}

func parse(s Set, b []byte, read func(io.Reader) ([]labelled.Message, error)) ([]labelled.Message, error) {
	ms, err := read(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("reading set %q: %w", s.Name, err)
	}
	return ms, nil
}

// missing reports whether the set's file is not there at all.
func (f Folders) missing(s Set) bool {
	_, err := os.Stat(f.path(s))
	return errors.Is(err, fs.ErrNotExist)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
