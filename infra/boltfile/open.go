// Package boltfile opens the bbolt files that the embedded engines keep their
// data in, one program at a time, and rewrites them without what was removed.
//
// bbolt does not overwrite a freed page: what was deleted stays in the file until
// the page is used again, which later writes do soon but nothing forces.
// [File.Compact] copies what is live into a new file and removes the old one, whose
// blocks the file system then gives to others, without wiping them.
package boltfile

import (
	"errors"
	"os"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// ErrInUse is matched when another program has the file open.
var ErrInUse = errors.New("in use by another program; stop it first")

// ErrClosed is matched by what is called after Close.
var ErrClosed = errors.New("the file is closed")

// lockWait is how long Open waits for a program that is just ending.
const lockWait = 300 * time.Millisecond

// File is an open file. It is safe for concurrent use.
type File struct {
	path string

	mu sync.RWMutex // held for writing while the file is replaced
	db *bbolt.DB
}

// Open opens and locks the file at path, or makes an empty one that only this user
// may read. The error matches ErrInUse while another program has the file open,
// or has just put a compacted one in its place.
func Open(path string) (*File, error) {
	var file *os.File
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:      lockWait,
		FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, err
	}
	opened, err1 := file.Stat()
	there, err2 := os.Stat(path)
	if err := errors.Join(err1, err2); err != nil {
		db.Close()
		return nil, err
	}
	if !os.SameFile(opened, there) {
		db.Close()
		return nil, ErrInUse
	}
	return &File{path: path, db: db}, nil
}

// Update runs fn in one durable transaction; see bbolt.DB.Update.
func (f *File) Update(fn func(*bbolt.Tx) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return closed(f.db.Update(fn))
}

// View runs fn in a read transaction; see bbolt.DB.View. fn must not use the file
// in another way: it would wait for a Compact that waits for it.
func (f *File) View(fn func(*bbolt.Tx) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return closed(f.db.View(fn))
}

// Close waits for the transactions under way and closes the file.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.db.Close()
}

func closed(err error) error {
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}
