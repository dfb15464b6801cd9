package boltfile

import (
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// compactTx is how much of the old file one transaction of the new one takes over, in bytes.
const compactTx = 16 << 20

// Compact rewrites the closed file at path into a new one that holds only what is
// live, and puts it in place of the old one. A crash leaves the old file as it
// was. It needs room for both. The error matches ErrInUse while the file is open,
// and fs.ErrNotExist where there is none.
func Compact(path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("compacting: %w", err)
	}
	old, err := Open(path)
	if err != nil {
		return fmt.Errorf("compacting %s: %w", path, err)
	}
	defer old.Close() // keeps others out until the new file is in place
	if err := rewrite(path, path+".compact", old); err != nil {
		return fmt.Errorf("compacting %s: %w", path, err)
	}
	return nil
}

func rewrite(path, fresh string, old *bbolt.DB) error {
	if err := os.RemoveAll(fresh); err != nil { // of a run that was cut off
		return fmt.Errorf("clearing the way: %w", err)
	}
	db, err := bbolt.Open(fresh, 0o600, nil)
	if err != nil {
		return fmt.Errorf("making the new file: %w", err)
	}
	err = bbolt.Compact(db, old, compactTx)
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		os.Remove(fresh)
		return fmt.Errorf("copying: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("putting the new file in place: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename durable.
func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("opening the folder: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("syncing the folder: %w", err)
	}
	return nil
}
