package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// firstAnswer is how long a store may take to be found. Later calls are patient; a
// wrong address is to show at once.
const firstAnswer = 10 * time.Second

// recovery is how long AWS can put back the tables of template.yaml as they were
// (point-in-time recovery).
const recovery = 35 * day

// tables are a DynamoDB store and its ledger. Several programs may use them at a time.
type tables struct {
	flags  storeFlags
	client *dynamodb.Client
	store  *dynamo.Store
}

// tables connects to the tables that the flags name.
func (f storeFlags) tables(ctx context.Context, now func() time.Time) (place, error) {
	if f.onAWS() && f.Secret == "" {
		return nil, usage("--secret: required on AWS: the name of the stack's secret, from which its functions derive the keys")
	}
	client, err := f.client(ctx)
	if err != nil {
		return nil, err
	}
	s, err := dynamo.Open(dynamo.Options{Client: client, Reactions: f.ReactionsTable, Counters: f.CountersTable, Now: now})
	if err != nil {
		return nil, usageError{err}
	}
	return tables{f, client, s}, nil
}

func (t tables) String() string {
	where := "AWS, " + t.client.Options().Region
	if t.flags.Endpoint != "" {
		where = t.flags.Endpoint
	}
	return fmt.Sprintf("the tables %s (%s)", strings.Join(t.names(), ", "), where)
}

func (t tables) names() []string {
	return []string{t.flags.ReactionsTable, t.flags.CountersTable, t.flags.ErasuresTable}
}

func (t tables) id() string { return t.String() + "\n" }

// fresh asks for the live generation, which every store that was used has.
func (t tables) fresh(ctx context.Context) (bool, error) {
	ctx, stop := context.WithTimeout(ctx, firstAnswer)
	defer stop()
	if err := t.there(ctx); err != nil {
		return false, err
	}
	_, err := t.store.Generation(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("opening %s: %w", t, err)
	}
	return false, nil
}

// there names the tables that are missing. Who may not ask finds out later.
func (t tables) there(ctx context.Context) error {
	var missing []string
	for _, name := range t.names() {
		_, err := t.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		absent, answer := (*types.ResourceNotFoundException)(nil), smithy.APIError(nil)
		switch {
		case errors.As(err, &absent):
			missing = append(missing, name)
		case err != nil && !errors.As(err, &answer):
			return fmt.Errorf("opening %s: %w", t, err)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	how := "sam deploy makes the stack's, whose names stand among its outputs; give them with --reactions-table, --counters-table and --erasures-table"
	if t.flags.Endpoint != "" {
		how = "make them with: paradox tables create --endpoint " + t.flags.Endpoint
	}
	return fmt.Errorf("there is no table %s; %s", strings.Join(missing, ", "), how)
}

// ownKeys says how tables are reached that others filled.
const ownKeys = "name the stack's secret with --secret (PARADOX_SECRET_ID), or use the data directory that they were filled from"

func (t tables) noKeys(path string) error {
	return fmt.Errorf("%s is missing, and %s were filled with keys already: %s", path, t, ownKeys)
}

func (t tables) otherKeys() error {
	return fmt.Errorf("%s were filled with other keys: %s", t, ownKeys)
}

func (t tables) none() error {
	return fmt.Errorf("nothing is stored in %s yet: import, serve, campaign add and source add begin there", t)
}

func (t tables) open() (kept, error) {
	ledger, err := dynamo.NewLedger(t.client, t.flags.ErasuresTable)
	if err != nil {
		return kept{}, err
	}
	nothing := func(context.Context) (bool, error) { return false, nil } // what is removed there is gone
	k := kept{store: t.store, ledger: ledger, scrubFiles: nothing, shared: true}
	if t.flags.Endpoint == "" {
		k.backups = recovery
	}
	return k, nil
}
