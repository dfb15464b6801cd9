package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// checkpoint is how far an import has come. What it says is done is in the
// store; after a crash the store may hold a little more, which then turns out to
// be there already.
type checkpoint struct {
	Items   int       `json:"items"`   // rows done, refused ones included
	Tally   tally     `json:"tally"`   // of those
	Rejects int64     `json:"rejects"` // bytes of the rejects file that belong to them
	Today   time.Time `json:"today"`   // when the import began, for rows without a time

	path string
}

// openCheckpoint finds the checkpoint of a file, told by the store that it goes to,
// its content and all that decides how it is read. today is for an import that begins.
func openCheckpoint(dir, what string, how any, today time.Time) (*checkpoint, error) {
	b, err := json.Marshal(how)
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(append([]byte(what), b...))
	c := &checkpoint{Today: today, path: filepath.Join(imports(dir), hex.EncodeToString(key[:16])+".json")}
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of checkpoints: %w", err)
	}
	b, err = os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the checkpoint: %w", err)
	}
	saved := checkpoint{path: c.path}
	if json.Unmarshal(b, &saved) != nil || saved.Today.IsZero() {
		return c, nil // cut off by a power failure: begin anew, what is stored is stored
	}
	return &saved, nil
}

// save replaces the checkpoint on disk.
func (c *checkpoint) save() error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return replaceFile(c.path, b)
}

// remove ends it: the file has been read to its end.
func (c *checkpoint) remove() error {
	if err := os.Remove(c.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the checkpoint: %w", err)
	}
	return nil
}

// forgetCheckpoints makes every import and every pass begin anew. It is due when an
// older copy of the store was put back: what a checkpoint says is done is not in it.
func (d *data) forgetCheckpoints() error {
	for _, dir := range []string{imports(d.dir), passes(d.dir)} {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("removing checkpoints: %w", err)
		}
	}
	return nil
}

// The folders of checkpoints.
func imports(dir string) string { return filepath.Join(dir, "imports") }
func passes(dir string) string  { return filepath.Join(dir, "passes") }
