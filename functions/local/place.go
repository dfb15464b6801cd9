package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"paradox/infra/store"
	storebolt "paradox/infra/store/bolt"
)

// The engines that a store can lie in.
const (
	boltEngine   = "bolt"
	dynamoEngine = "dynamodb"
)

// storeFlags say where the store lies. The queue stays in the data directory, whatever
// the engine, and so do the keys unless a stack's secret is named.
type storeFlags struct {
	Store          string `name:"store" placeholder:"ENGINE" env:"PARADOX_STORE" help:"Where messages and counters are kept: in a file in --data (bolt), or in tables (dynamodb). [${env}]"`
	Endpoint       string `placeholder:"URL" help:"With dynamodb: an engine at this address, such as http://127.0.0.1:8000. Without it AWS, with the region and the credentials of the AWS configuration."`
	ReactionsTable string `placeholder:"NAME" default:"paradox-ReactionsTable" env:"PARADOX_REACTIONS_TABLE" help:"With dynamodb: table of the messages (${default}). [${env}]"`
	CountersTable  string `placeholder:"NAME" default:"paradox-CountersTable" env:"PARADOX_COUNTERS_TABLE" help:"With dynamodb: table of the counters and the register (${default}). [${env}]"`
	ErasuresTable  string `placeholder:"NAME" default:"paradox-ErasuresTable" env:"PARADOX_ERASURES_TABLE" help:"With dynamodb: table of the erasure ledger (${default}). [${env}]"`
	Secret         string `placeholder:"ID" env:"PARADOX_SECRET_ID" help:"With dynamodb: the stack's secret in Secrets Manager, by name or ARN, of which its functions derive their keys. Without it the keys in --data, which no stack has. [${env}]"`
}

// engine checks --store; bolt is what a person gets who says nothing.
func (f storeFlags) engine() (string, error) {
	switch or(f.Store, boltEngine) {
	case dynamoEngine:
		return dynamoEngine, nil
	case boltEngine:
		if f.Endpoint != "" {
			return "", usage("--endpoint: only with --store dynamodb")
		}
		if f.Secret != "" {
			return "", usage("--secret: only with --store dynamodb; PARADOX_SECRET_ID sets it too")
		}
		return boltEngine, nil
	}
	return "", usage("--store: want bolt or dynamodb")
}

// onAWS reports whether the store lies in AWS and in no engine of one's own.
func (f storeFlags) onAWS() bool { return f.Store == dynamoEngine && f.Endpoint == "" }

// place is where a store lies: the one seam between the engines.
type place interface {
	// fresh reports whether nothing has been stored there yet.
	fresh(context.Context) (bool, error)
	// open opens what is there, or begins it.
	open() (kept, error)
	// String says to people where it is.
	String() string
	// id tells apart, for checkpoints, what uses one data directory.
	id() string
	// noKeys is the error for a place that holds data, where the keys are missing that a
	// directory is to have at path.
	noKeys(path string) error
	// otherKeys is the error for a place that was filled with other keys.
	otherKeys() error
	// none is the error for a fresh place that a command cannot fill.
	none() error
}

// kept is an open store with its ledger.
type kept struct {
	store  store.Store
	ledger store.Ledger
	// scrubFiles takes the bytes of removed texts out of the engine's own files, and
	// reports whether there were any.
	scrubFiles func(context.Context) (bool, error)
	shared     bool // with other programs that may be at work on it now
	// backups is how long copies that the engine itself makes hold what was erased.
	backups time.Duration
}

func (k kept) close() error { return errors.Join(k.store.Close(), k.ledger.Close()) }

// place finds out where the store is to lie.
func (w *world) place(ctx context.Context) (place, error) {
	engine, err := w.Kept.engine()
	if err != nil {
		return nil, err
	}
	if engine == dynamoEngine {
		return w.Kept.tables(ctx, w.Now)
	}
	return files{w.Data, w.Now}, nil
}

// files are a bolt store and its ledger in a data directory.
type files struct {
	dir string
	now func() time.Time
}

func (f files) path() string { return filepath.Join(f.dir, "store.db") }

func (f files) String() string { return f.dir }

func (f files) id() string { return "" } // a directory may be moved

func (f files) fresh(context.Context) (bool, error) {
	_, err := os.Stat(f.path())
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("opening the data directory: %w", err)
	}
	return false, nil
}

func (f files) noKeys(path string) error {
	return fmt.Errorf("%s is missing beside the store that was made with it: put it back from a backup", path)
}

func (f files) otherKeys() error {
	return fmt.Errorf("the store in %s was filled with other keys than its keys.json holds: put the keys.json back that it was made with", f.dir)
}

func (f files) none() error {
	return fmt.Errorf("there is no store in %s yet: import, serve, campaign add and source add make one; another directory goes with --data", f.dir)
}

func (f files) open() (kept, error) {
	s, err := storebolt.Open(f.path(), f.now)
	if errors.Is(err, storebolt.ErrInUse) {
		return kept{}, fmt.Errorf("the store in %s is in use by another paradox, most likely serve: stop it first", f.dir)
	}
	if err != nil {
		return kept{}, err
	}
	ledger, err := storebolt.OpenLedger(filepath.Join(f.dir, "erasures.db"))
	if err != nil {
		s.Close()
		return kept{}, err
	}
	return kept{store: s, ledger: ledger, scrubFiles: s.Scrub}, nil
}
