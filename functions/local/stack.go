package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"paradox/infra/lambdalocal/sandbox"
	"paradox/infra/localengine"
	"paradox/infra/store"
	"paradox/infra/template"
)

type stackCmd struct {
	Addr   string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the API is served; a loopback address only (${default})."`
	Demo   bool   `help:"Fill the tables with the demo set first: a quarter of a fictional retailer."`
	Engine string `placeholder:"URL" help:"A local engine that runs already, with DynamoDB, SQS, SNS and secrets. Without it MiniStack is started, as make engines installs it, and forgets everything at the end."`
}

// Help is shown below the flags.
func (stackCmd) Help() string {
	return `Runs what template.yaml defines without an account: the functions' own programs, built as for the cloud and started as Lambda starts them, behind a loopback HTTP API, with queue, tables and a provider at which anyone may sign in as anyone. Run it in the project's directory. What the functions log goes to standard error.`
}

// Run serves until it is told to stop.
func (c *stackCmd) Run(ctx context.Context, w *world) error {
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close() // a second time, where it was served
	tmpl, err := template.Find()
	if err != nil {
		return err
	}
	engine, stop, err := c.engine()
	if err != nil {
		return err
	}
	defer stop()
	dir, err := os.MkdirTemp("", "paradox-stack-")
	if err != nil {
		return fmt.Errorf("making a directory for the programs: %w", err)
	}
	defer os.RemoveAll(dir)
	w.say("building the functions' programs")
	root, err := localengine.Repository()
	if err != nil {
		return err
	}
	programs, err := sandbox.Build(ctx, root, dir, tmpl)
	if err != nil {
		return err
	}
	b, err := sandbox.Start(ctx, sandbox.Options{
		Template: tmpl, Programs: programs, Engine: engine, Prefix: stackPrefix, Listener: listener,
		Output:   func(string) io.Writer { return w.Err },
		Commands: func(b *sandbox.Sandbox) []sandbox.Command { return commandsFor(b, engine) },
	})
	if err != nil {
		return err
	}
	if err := c.practise(ctx, w, filepath.Join(dir, "data"), engine, b.Provided); err != nil {
		return errors.Join(err, b.Close())
	}
	fmt.Fprintf(w.Out, "ready: %s (what there is to click: %s/practice)\n", b.URL, b.URL)
	for _, c := range commandsFor(b, engine) {
		w.say("%s: %s", c.Does, c.Line)
	}
	<-ctx.Done()
	return b.Close()
}

// stackPrefix is what the names of the stack's tables and queues begin with: those that
// commands look for unless they are told others.
const stackPrefix = "paradox-"

// practise fills the tables with what there is to click, under the keys of the stack's
// secret: from then on a command that names another is refused.
func (c *stackCmd) practise(ctx context.Context, w *world, dir, engine string, made map[string]template.Provided) error {
	inside := *w
	inside.Data, inside.Zone = dir, ""
	inside.Kept = storeFlags{
		Store: dynamoEngine, Endpoint: engine, Secret: made["Secret"].Ref,
		ReactionsTable: made["ReactionsTable"].Ref, CountersTable: made["CountersTable"].Ref, ErasuresTable: made["ErasuresTable"].Ref,
	}
	return inside.use(ctx, true, func(d *data) error {
		err := d.store.PutCampaign(ctx, store.Campaign{Name: "practice", Title: "Practice", Start: store.DayOf(w.Now(), d.zone)})
		if err != nil || !c.Demo {
			return err
		}
		if err := d.labels(); err != nil {
			return err
		}
		return d.fillDemo(ctx, &inside)
	})
}

// engine is the address of the engine, and what ends it if it was started here.
func (c *stackCmd) engine() (address string, stop func(), err error) {
	if c.Engine == "" {
		running, err := localengine.MiniStack.Start()
		if err != nil {
			return "", nil, fmt.Errorf("starting %s: %w", localengine.MiniStack.Name, err)
		}
		return running.Address, func() { running.Close() }, nil
	}
	host, err := endpointHost(c.Engine)
	if err != nil {
		return "", nil, err
	}
	if !isLoopback(host) {
		return "", nil, usage("--engine: want an engine on this machine")
	}
	return c.Engine, func() {}, nil
}
