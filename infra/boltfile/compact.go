package boltfile

import (
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// compactTx is how much of the old file one transaction of the new one takes over, in bytes.
const compactTx = 16 << 20

// Compact rewrites the file into a new one that holds only what is live, puts it
// in place of the old one and goes on with it. Whoever reads or writes meanwhile
// waits: about four seconds for a gigabyte on an ordinary disk. It needs room for
// both. A crash leaves the old file or the new one, both whole; on error the file
// in use is the one that lies at the path.
func (f *File) Compact() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	fresh, err := f.rewrite()
	if err != nil {
		return fmt.Errorf("compacting %s: %w", f.path, err)
	}
	if err := os.Rename(fresh.Path(), f.path); err != nil {
		discard(fresh)
		return fmt.Errorf("compacting %s: putting the new file in place: %w", f.path, err)
	}
	// The new file has been locked since it was made, the old one is until here: at
	// no moment can another program open either.
	old := f.db
	f.db = fresh
	if err := old.Close(); err != nil {
		return fmt.Errorf("compacting %s: closing the old file: %w", f.path, err)
	}
	if err := syncDir(filepath.Dir(f.path)); err != nil {
		return fmt.Errorf("compacting %s: %w", f.path, err)
	}
	return nil
}

// rewrite copies what is live into a new file beside the old one.
func (f *File) rewrite() (*bbolt.DB, error) {
	name := f.path + ".compact"
	if err := os.RemoveAll(name); err != nil { // of a run that was cut off
		return nil, fmt.Errorf("clearing the way: %w", err)
	}
	fresh, err := bbolt.Open(name, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, fmt.Errorf("making the new file: %w", err)
	}
	if err := bbolt.Compact(fresh, f.db, compactTx); err != nil {
		discard(fresh)
		return nil, fmt.Errorf("copying: %w", closed(err))
	}
	return fresh, nil
}

func discard(db *bbolt.DB) {
	name := db.Path()
	db.Close()
	os.Remove(name)
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
