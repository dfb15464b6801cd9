package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/pseudonym"
)

// A store that the stack's functions fill is served with the keys that they derive
// from the stack's secret, from whichever directory: what came twice counts once, and
// who asks is found.
func TestSecret(t *testing.T) {
	h := newHome(t).inTables()
	client := secretsmanager.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	const secret = "zebrafinchzebrafinchzebrafinchzebrafinch"
	name := func(kind, value string) string {
		name := fmt.Sprintf("local%d-%d-%s", os.Getpid(), stacks.Add(1), kind)
		_, err := client.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name, SecretString: aws.String(value)})
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	stack := h.with("--secret", name("secret", secret))
	here, there := stack.with("--data", "here"), stack.with("--data", "there")
	h.file("a.csv", "id,text,date,author\n7,It knows my size.,"+ago(1)+",Ann\n")
	if got := here.imports("a.csv"); got.Recorded != 1 {
		t.Errorf("imported %+v, want 1 recorded", got)
	}
	h.file("b.csv", "id,text,date,author\n7,It knows my size.,"+ago(1)+",Ann\n")
	if got := there.imports("b.csv"); got.Duplicates != 1 {
		t.Errorf("imported %+v from another directory, want 1 duplicate", got)
	}
	keys, err := pseudonym.DeriveKeys([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := keys.ReceiptFor(keys.ReactionID("import", "7"))
	if err != nil {
		t.Fatal(err)
	}
	if out := there.good("erase", "--receipt", receipt); !strings.Contains(out, "1 message erased") {
		t.Errorf("erase by a receipt of the stack's: %q", out)
	}
	if found, err := filepath.Glob(filepath.Join(h.dir, "*", "keys.json")); err != nil || len(found) > 0 {
		t.Errorf("keys were made: %v, %v", found, err)
	}
	for _, tt := range []struct {
		flags []string
		want  string
		code  int
	}{
		{[]string{"--secret", "no-such"}, "--secret", 1},
		{[]string{"--secret", name("short", "zebrafinch")}, "--secret", 1},
		{[]string{"--secret", "a", "--store", "bolt", "--endpoint", ""}, "--secret: only with --store dynamodb", 2},
		{[]string{"--data", "third"}, "keys.json", 1},
	} {
		_, stderr, code := h.with(tt.flags...).run("", "campaign", "list")
		if code != tt.code || !strings.Contains(stderr, tt.want) || strings.Contains(stderr, "zebrafinch") {
			t.Errorf("%v: exit code %d, %q; want %d and %q", tt.flags, code, stderr, tt.code, tt.want)
		}
	}
}
