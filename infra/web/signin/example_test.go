package signin_test

import (
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/config"
	"paradox/infra/web"
	"paradox/infra/web/access"
	"paradox/infra/web/page"
	"paradox/infra/web/signin"
)

// What a function behind sign-in is made of.
func Example() {
	var secret []byte // of the deployment, from where secrets are kept
	key, err := signin.DeriveKey(secret)
	if err != nil {
		return // with the error, in a main
	}
	env := config.From(os.LookupEnv)
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	gate, err := signin.New(signin.Config{
		Issuer: env.Need(config.OIDCIssuer), Client: env.Need(config.OIDCClient), RolesClaim: env.Need(config.RolesClaim),
		Audiences: strings.Fields(env.Need(config.OIDCAudience)), Site: env.Origin(config.Site),
		Key: key, Now: time.Now, Log: log,
	})
	if err != nil {
		return
	}
	api := web.NewAPI(http.NewServeMux())
	gate.Routes(api) // in the one function that people sign in to
	web.Mount(api, "GET /assets/", access.Anyone, page.Assets())
	web.Handle(api, huma.Operation{
		OperationID: "get-report", Method: http.MethodGet, Path: "/v1/reports/x", Metadata: map[string]any{web.Role: access.Marketer},
	}, http.NotFoundHandler())
	handler, err := web.Handler(api, web.Options{Log: log, Now: time.Now, Gate: gate})
	if err != nil {
		return
	}
	_ = handler // for gateway.Wrap
}
