package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"paradox/infra/pseudonym"
)

// openKeys reads the keys of a data directory. Where there are none it makes
// them, unless the directory holds data already: with other keys a message that
// comes again would be counted again, and nobody's receipt would be good.
func openKeys(dir string, at place, fresh bool) (pseudonym.Keys, error) {
	path := filepath.Join(dir, "keys.json")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !fresh {
			return pseudonym.Keys{}, at.noKeys(path)
		}
		if err := writeKeys(path); err != nil {
			return pseudonym.Keys{}, fmt.Errorf("making %s: %w", path, err)
		}
		b, err = os.ReadFile(path)
	}
	if err != nil {
		return pseudonym.Keys{}, err
	}
	keys, err := pseudonym.ParseKeys(b)
	if err != nil {
		return pseudonym.Keys{}, fmt.Errorf("reading %s: %w", path, err)
	}
	return keys, nil
}

// writeKeys makes keys and puts them at path, whole or not at all. Should another
// program have been faster, its keys stay.
func writeKeys(path string) error {
	b, err := pseudonym.NewKeys().Encode()
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "keys-*.tmp") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(b)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
