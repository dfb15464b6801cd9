package training

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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
	Open  = "open"  // openly licensed, by others: trains sentiment
)

// Set is a labelled file, as testdata/manifest.json names it.
type Set struct {
	Name     string  `json:"name"`
	Path     string  `json:"path"` // below testdata, or below the folder of open sets
	Language string  `json:"language"`
	Role     string  `json:"role"`
	Kind     string  `json:"kind,omitempty"`   // wording of an own set
	Weight   float32 `json:"weight,omitempty"` // of a message of an open set beside an own one's 1
	Licence  string  `json:"licence"`
	Address  string  `json:"address"`
	SHA256   string  `json:"sha256"`
	Rows     int     `json:"rows"`
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
	Model    string // where models are written
}

func (f Folders) path(s Set) string {
	if s.Role == Open {
		return filepath.Join(f.Open, s.Path)
	}
	return filepath.Join(f.Testdata, s.Path)
}

// load reads a set and checks that its bytes are those that the manifest names.
func (f Folders) load(s Set) ([]labelled.Message, error) {
	b, err := os.ReadFile(f.path(s))
	if err != nil {
		return nil, fmt.Errorf("reading set %q: %w", s.Name, err)
	}
	if got := digest(b); got != s.SHA256 {
		return nil, fmt.Errorf("set %q: SHA-256 of %s is %s, the manifest says %s", s.Name, s.Path, got, s.SHA256)
	}
	read := labelled.Read
	if s.Role == Open {
		read = labelled.ReadSentiment
	}
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
