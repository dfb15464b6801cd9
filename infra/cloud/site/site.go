// Package site gives the functions behind the HTTP API what they have in common: the
// keys of the deployment, the gate that knows people and programs, and the handler of
// the API's events.
package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/cloud"
	"paradox/infra/config"
	"paradox/infra/gateway"
	"paradox/infra/pseudonym"
	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/signin"
)

// fetch reads a secret of the deployment. It is in no variable and no log.
func fetch(ctx context.Context, f *cloud.Function, variable string) []byte {
	id := f.Env.Need(variable)
	if id == "" {
		return nil
	}
	out, err := secretsmanager.NewFromConfig(f.AWS).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	if err != nil {
		f.Fail(fmt.Errorf("fetching %s: %w", variable, err))
		return nil
	}
	if out.SecretString == nil {
		f.Fail(fmt.Errorf("fetching %s: it is no text", variable))
		return nil
	}
	return []byte(*out.SecretString)
}

// Keys are the keys of pseudonyms, derived from the deployment's secret. Where the
// tables were filled with others the function does not start.
func Keys(ctx context.Context, f *cloud.Function, tables store.Control) pseudonym.Keys {
	keys, err := pseudonym.DeriveKeys(fetch(ctx, f, config.SecretID))
	f.Fail(err)
	if f.Err() == nil {
		f.Fail(compare(ctx, f, tables, keys))
	}
	return keys
}

// comparing is how long a function waits at its start for the tables. They may be away,
// as while they are restored: that is for those to hear who then ask something of them.
const comparing = 2 * time.Second

func compare(ctx context.Context, f *cloud.Function, tables store.Control, keys pseudonym.Keys) error {
	ctx, cancel := context.WithTimeout(ctx, comparing)
	defer cancel()
	err := store.SameKeys(ctx, tables, keys.Mark(), f.Now())
	if errors.Is(err, store.ErrOtherKeys) {
		return fmt.Errorf("the tables were filled with other keys than those of this secret: put the former one back, or have this one accepted with: paradox keys accept: %w", err)
	}
	if err != nil {
		f.Log.Warn("keys not compared with the tables'", "error", err)
	}
	return nil
}

// Gate is what knows people and programs, by the provider that the environment names.
// The provider is not asked before it is needed.
func Gate(ctx context.Context, f *cloud.Function) *signin.Server {
	key, err := signin.DeriveKey(fetch(ctx, f, config.SessionSecret))
	f.Fail(err)
	c := signin.Config{
		Issuer: f.Env.Need(config.OIDCIssuer), Client: f.Env.Need(config.OIDCClient), RolesClaim: f.Env.Need(config.RolesClaim),
		Site: f.Env.Origin(config.Site), Key: key, Now: f.Now, Log: f.Log,
		Audiences: strings.FieldsFunc(f.Env.Optional(config.OIDCAudience), func(r rune) bool { return r == ',' || r == ' ' }),
	}
	if len(c.Audiences) == 0 {
		c.Audiences = []string{c.Client}
	}
	s, err := signin.New(c)
	f.Fail(err)
	return s
}

// HTTP is the handler of a function behind the HTTP API, with the routes that register
// puts on it.
func HTTP(f *cloud.Function, gate *signin.Server, register func(huma.API)) (any, error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	api := web.NewPart(http.NewServeMux())
	register(api)
	h, err := web.Handler(api, web.Options{Log: f.Log, Now: f.Now, Gate: gate})
	if err != nil {
		return nil, err
	}
	return gateway.Wrap(h), nil
}
