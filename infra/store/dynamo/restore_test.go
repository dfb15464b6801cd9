package dynamo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/storetest"
	"paradox/infra/template"
)

func TestLedgerContract(t *testing.T) {
	storetest.RunLedger(t, ledgerOpener(t, enginetest.MiniStack(t)))
}

// TestRestore puts an older copy of both tables in place of the present ones, beside
// the present ledger.
func TestRestore(t *testing.T) {
	address := enginetest.MiniStack(t)
	client, defined := dynamodb.NewFromConfig(localengine.Config(address)), defined(t)
	storetest.RunRestore(t, opener(t, address), ledgerOpener(t, address), func(t *testing.T, from, to string) {
		old, err := tablesOf(t.Context(), client, defined, from)
		fresh, err2 := tablesOf(t.Context(), client, defined, to)
		if err := errors.Join(err, err2); err != nil {
			t.Fatalf("making tables: %v", err)
		}
		copyTable(t, client, old.Reactions, fresh.Reactions)
		copyTable(t, client, old.Counters, fresh.Counters)
	})
}

// ledgerOpener opens ledgers of an engine, each in a table named for it.
func ledgerOpener(t *testing.T, address string) storetest.LedgerOpener {
	client, defined := dynamodb.NewFromConfig(localengine.Config(address)), defined(t)
	return func(name string) (store.Ledger, error) {
		tables, err := tablesOf(t.Context(), client, defined, name)
		if err != nil {
			return nil, err
		}
		return dynamo.NewLedger(client, tables.Erasures)
	}
}

// tablesOf are the tables that opener uses for a name.
func tablesOf(ctx context.Context, client *dynamodb.Client, defined *template.Template, name string) (provide.MadeTables, error) {
	sum := sha256.Sum256([]byte(name))
	return provide.Tables(ctx, client, defined, hex.EncodeToString(sum[:8])+"-")
}

func copyTable(t *testing.T, client *dynamodb.Client, from, to string) {
	t.Helper()
	for pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &from}); pages.HasMorePages(); {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatalf("copying %s: %v", from, err)
		}
		for _, item := range page.Items {
			if _, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &to, Item: item}); err != nil {
				t.Fatalf("copying %s: %v", from, err)
			}
		}
	}
}
