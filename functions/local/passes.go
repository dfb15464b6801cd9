package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"paradox/functions/reprocess"
	"paradox/infra/store"
)

// segments is how many parts of a store are read side by side.
const segments = 4

// pass is one over everything stored, which goes on where one of its kind was cut off.
func (d *data) pass(kind string, rate float64) *reprocess.Pass {
	return &reprocess.Pass{
		Store: d.store, Ledger: d.ledger, Now: d.now, Segments: segments, Rate: rate,
		Checkpoints: passFile(filepath.Join(passes(d.dir), kind+"-"+fingerprint(d.place.id()))),
	}
}

// reading shows how far a pass has come.
func (w *world) reading(what string) *progress {
	bar := w.progress(what, 0)
	bar.of = "messages"
	return bar
}

// fingerprint is a file name for what may have any characters.
func fingerprint(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// passFile keeps the checkpoint of a pass in the file of that name.
type passFile string

var _ reprocess.Checkpoints = passFile("")

// Load reads the checkpoint.
func (f passFile) Load(context.Context) ([]byte, error) {
	b, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, store.ErrNotFound
	}
	return b, err
}

// Save replaces it. A power failure may leave it cut off, which is found out when it
// is read.
func (f passFile) Save(_ context.Context, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o700); err != nil {
		return err
	}
	return replaceFile(string(f), b)
}

// Remove takes it away.
func (f passFile) Remove(context.Context) error {
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// begun reports whether there is something to go on from.
func (f passFile) begun() bool {
	_, err := os.Stat(string(f))
	return err == nil
}

// replaceFile puts b in place of the file, whole or not at all for other programs.
func replaceFile(path string, b []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return fmt.Errorf("saving a checkpoint: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("saving a checkpoint: %w", err)
	}
	return nil
}
