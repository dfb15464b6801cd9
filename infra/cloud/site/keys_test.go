package site_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"paradox/infra/cloud"
	"paradox/infra/cloud/site"
	"paradox/infra/config"
	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/store"
	"paradox/infra/template"
)

// A function does not start over tables that were filled with other keys; that the
// tables are away for a while does not hold it up.
func TestKeys(t *testing.T) {
	account := localengine.Config(enginetest.MiniStack(t))
	defined, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	prefix := fmt.Sprintf("site%d-", os.Getpid())
	made, err := provide.Tables(t.Context(), dynamodb.NewFromConfig(account), defined, prefix)
	if err != nil {
		t.Fatal(err)
	}
	secrets := secretsmanager.NewFromConfig(account)
	secret := func(name string) string {
		name = prefix + name
		value := strings.Repeat(name, 32)
		if _, err := secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name, SecretString: &value}); err != nil {
			t.Fatal(err)
		}
		return name
	}
	var log bytes.Buffer
	start := func(secret, table string) error {
		variables := map[string]string{config.SecretID: secret, config.CountersTable: table}
		f := &cloud.Function{
			Env: config.From(func(name string) (string, bool) { v, ok := variables[name]; return v, ok }),
			Log: slog.New(slog.NewTextHandler(&log, nil)), Now: time.Now, AWS: account,
		}
		site.Keys(t.Context(), f, f.Counters())
		return f.Err()
	}
	one, two := secret("one"), secret("two")
	for range 2 {
		if err := start(one, made.Counters); err != nil {
			t.Errorf("with the tables' keys: %v", err)
		}
	}
	if err := start(two, made.Counters); !errors.Is(err, store.ErrOtherKeys) || !strings.Contains(err.Error(), "paradox keys accept") {
		t.Errorf("with other keys: %v, want one that says what to do", err)
	}
	if log.Len() > 0 {
		t.Errorf("logged: %s", log.String())
	}
	if err := start(two, made.Counters+"-away"); err != nil || !strings.Contains(log.String(), "not compared") {
		t.Errorf("while the table is away: %v, logged %q", err, log.String())
	}
	for _, s := range []string{one, two} {
		if strings.Contains(log.String(), strings.Repeat(s, 2)) {
			t.Errorf("a secret is logged: %s", log.String())
		}
	}
}
