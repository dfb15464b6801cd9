package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"time"

	"paradox/infra/config"
	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/stack"
	"paradox/infra/provide"
	"paradox/infra/template"
	"paradox/infra/web/signin/practiceidp"
)

// Options say what is brought up, and who watches it.
type Options struct {
	Template *template.Template
	Programs map[string]string // of [Build]
	Engine   string            // address of a local engine for all the services, as "http://127.0.0.1:4566"
	Prefix   string            // of the names of what is made there; what is there is kept
	Listener net.Listener      // where the API is served: on a loopback address. Nil for any free port

	Parameters map[string]string // of the template, in place of the defaults

	// Commands are what the page says can be called beside it. Nil for none.
	Commands func(*Sandbox) []Command

	// As for package stack. Each may be nil.
	Output       func(function string) io.Writer
	Began, Ended func(lambdalocal.Invocation)
	Batch        func(function string, b eventsource.Batch)
	Fault        func(calls.Request) calls.Fault
}

// Sandbox is a stack that runs. It is safe for concurrent use.
type Sandbox struct {
	*stack.Stack
	URL      string                       // of the API, without a slash at its end
	Provided map[string]template.Provided // what the template's resources became
	Provider *practiceidp.Provider        // whom the functions trust

	server *http.Server
	done   chan struct{}
}

// The clients that the provider knows.
const (
	client = "paradox"
	// Program is one that fetches tokens for itself, to hand in mentions or to read reports.
	Program = "listening-tool"
	// ProgramSecret is what the program fetches its tokens with.
	ProgramSecret = "practice"
)

// providerPath is where the provider answers, beside the API, and stylesheet what the
// API has for its own pages.
const (
	providerPath = "/practice-idp"
	stylesheet   = "/assets/style.css"
)

// Start brings the stack up. Nothing of it is left where that is an error.
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	provided, err := provide.Engine{Address: o.Engine, Prefix: o.Prefix}.Provide(ctx, o.Template)
	if err != nil {
		return nil, err
	}
	listener := o.Listener
	if listener == nil {
		if listener, err = new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
			return nil, fmt.Errorf("listening: %w", err)
		}
	}
	b := &Sandbox{URL: "http://" + listener.Addr().String(), Provided: provided, done: make(chan struct{})}
	if err := b.start(o); err != nil {
		listener.Close()
		return nil, err
	}
	pages := b.pages(o.Commands)
	mux := http.NewServeMux()
	mux.Handle(providerPath+"/", b.Provider)
	mux.Handle(pagePath, pages)
	mux.Handle(pagePath+"/", pages)
	mux.Handle("/", b.API())
	b.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go func() {
		defer close(b.done)
		_ = b.server.Serve(listener) // ends with Close
	}()
	return b, nil
}

func (b *Sandbox) start(o Options) (err error) {
	if b.Provider, err = practiceidp.New(practiceidp.Options{
		Issuer: b.URL + providerPath, Audience: client, RolesClaim: "roles", People: practiceidp.People(), Now: time.Now, Style: stylesheet,
		Clients: []practiceidp.Client{
			{ID: client, Redirects: []string{b.URL + "/signin/callback"}},
			{ID: Program, Secret: ProgramSecret, Scopes: []string{"mentions", "marketer"}},
		},
	}); err != nil {
		return err
	}
	// The template takes https alone, as is right in the cloud; the functions take a
	// loopback address too.
	parameters := map[string]string{"OidcIssuer": "https://practice.invalid", "OidcClient": client, "RolesClaim": "roles"}
	maps.Copy(parameters, o.Parameters)
	b.Stack, err = stack.Start(stack.Options{
		Template: o.Template, Programs: o.Programs, Engine: o.Engine, Values: template.Values{Parameters: parameters, Resources: b.Provided},
		Environment: map[string]string{config.OIDCIssuer: b.Provider.Issuer, config.Site: b.URL},
		Output:      o.Output, Began: o.Began, Ended: o.Ended, Batch: o.Batch, Fault: o.Fault,
	})
	return err
}

// Token returns a bearer token for one who has the roles.
func (b *Sandbox) Token(roles ...string) (string, error) {
	return b.Provider.Sign(b.Provider.Access("program", roles...))
}

// Close ends the API, the polling and the processes.
func (b *Sandbox) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := b.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, b.server.Close())
	}
	<-b.done
	b.Stack.Close()
	return err
}
