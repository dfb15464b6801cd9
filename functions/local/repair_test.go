package main_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"go.etcd.io/bbolt"
)

// damage takes one counter row away, as no program of ours does.
func (h home) damage() {
	h.t.Helper()
	if h.store != nil {
		h.damageTable()
		return
	}
	db, err := bbolt.Open(filepath.Join(h.dir, "data", "store.db"), 0o600, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bbolt.Tx) error {
		k, _ := tx.Bucket([]byte("counters")).Cursor().First()
		return tx.Bucket([]byte("counters")).Delete(k)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h home) damageTable() {
	h.t.Helper()
	client, table := h.client(), h.table("counters")
	rows, err := client.Scan(h.t.Context(), &dynamodb.ScanInput{
		TableName: &table, FilterExpression: aws.String("begins_with(#s, :n)"), ExpressionAttributeNames: map[string]string{"#s": "scope"},
		ExpressionAttributeValues: map[string]types.AttributeValue{":n": &types.AttributeValueMemberS{Value: "n|"}},
	})
	if err != nil || len(rows.Items) == 0 {
		h.t.Fatalf("finding a counter row to damage: %d, %v", len(rows.Items), err)
	}
	key := map[string]types.AttributeValue{"scope": rows.Items[0]["scope"], "cell": rows.Items[0]["cell"]}
	if _, err := client.DeleteItem(h.t.Context(), &dynamodb.DeleteItemInput{TableName: &table, Key: key}); err != nil {
		h.t.Fatal(err)
	}
}

// Counters that differ are found, and built anew beside the old ones: afterwards
// reports say what they said before the damage, and everything goes on.
func TestRepair(t *testing.T) {
	for name, h := range map[string]home{"bolt": newHome(t), "dynamodb": newHome(t).inTables()} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			many(h, "a.csv", 300)
			h.imports("a.csv")
			h.good("nightly")
			report := []string{"report", "trend", "--from", ago(2), "--to", ago(-3)}
			before := h.good(report...)
			if out := h.good("verify", "--repair"); strings.Contains(out, "Go on?") {
				t.Errorf("repairing what is whole: %q", out)
			}
			h.damage()
			stdout, stderr, code := h.run("", "verify")
			if code != 1 || !strings.Contains(stdout, ": stored 0, recount ") || !strings.Contains(stderr, "counters differ") {
				t.Fatalf("verify of a damaged store: exit code %d, %q %q", code, stdout, stderr)
			}
			if stdout, _, code := h.run("n\n", "verify", "--repair"); code != 1 || !strings.Contains(stdout, "Go on?") || !strings.Contains(stdout, "nothing was changed") {
				t.Errorf("a repair that was not wanted: exit code %d, %q", code, stdout)
			}
			if _, _, code := h.run("", "verify", "--repair"); code != 1 {
				t.Errorf("a repair without an answer: exit code %d", code)
			}
			stdout, stderr, code = h.run("yes\n", "verify", "--repair", "--alone")
			if code != 0 || !strings.Contains(stdout, "#2 now") || !strings.Contains(stdout, "after the repair:\n300 messages") {
				t.Fatalf("the repair: exit code %d, %q %q", code, stdout, stderr)
			}
			if costs := strings.Contains(stdout, "write units"); costs != (h.store != nil) {
				t.Errorf("the cost is said: %v; %q", costs, stdout)
			}
			if got := h.good(report...); got != before {
				t.Errorf("the report after the repair differs:\n%s\nbefore:\n%s", got, before)
			}
			if s := h.imports("a.csv"); s.Duplicates != 300 {
				t.Errorf("importing it again: %+v", s)
			}
			h.file("b.csv", authored)
			if s := h.imports("b.csv"); s.Recorded != 4 {
				t.Errorf("importing more: %+v", s)
			}
			h.good("erase", "--source", "import", "--author", "ann")
			if got := h.verified(); got != "302 messages" {
				t.Errorf("verify counts %s, want 302 messages", got)
			}
			h.damage()
			if out := h.good("verify", "--repair", "--yes", "--alone"); !strings.Contains(out, "#3 now") {
				t.Errorf("the second repair says %q", out)
			}
		})
	}
}
