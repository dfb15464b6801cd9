package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"paradox/functions/classify"
	queuebolt "paradox/infra/queue/bolt"
)

type serveCmd struct {
	Demo     bool   `help:"Fill a fresh temporary store with the demo set: a quarter of a fictional retailer. --data is left alone."`
	Addr     string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen; a loopback address only (${default})."`
	Operator string `env:"PARADOX_OPERATOR" placeholder:"NAME" help:"Who collects the feedback, as the form names them. Without it the form says that nobody has been named. [${env}]"`
	Contact  string `env:"PARADOX_CONTACT" placeholder:"ADDRESS" help:"Where people reach them about their data, as the form shows it. [${env}]"`
	Nightly  bool   `default:"true" negatable:"" help:"Make the nightly pass once a day. --no-nightly leaves it to another program at the same tables: there must be one."`
}

// Help is shown below the flags.
func (serveCmd) Help() string {
	return `Opens / (dashboard), /form/CAMPAIGN (feedback form), /erase, /openapi.yaml and the API below /v1, without sign-in and for this machine only. What was accepted is on disk before it is answered and is labelled by a worker in the same program; what "paradox nightly" does is done once a day, at the start if it is due: among it, a message past the retention of its source loses its text.`
}

// Run serves until it is told to stop. The batch in hand is finished first.
func (c *serveCmd) Run(ctx context.Context, w *world) error {
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	c.introduce(w)
	if c.Demo {
		if w.Kept.Store == dynamoEngine {
			w.say("the demo keeps to a temporary store on this machine; the tables are left alone")
		}
		dir, err := os.MkdirTemp("", "paradox-demo-")
		if err != nil {
			return fmt.Errorf("making a directory for the demo: %w", err)
		}
		defer os.RemoveAll(dir)
		w.Data, w.Kept = dir, storeFlags{}
	}
	return w.use(ctx, true, func(d *data) error {
		if err := d.labels(); err != nil {
			return err
		}
		q, err := d.openQueue()
		if err != nil {
			return err
		}
		if c.Demo {
			err = d.fillDemo(ctx, w)
		}
		if err == nil {
			err = c.serve(ctx, w, d, q, listener)
		}
		return errors.Join(err, q.Close())
	})
}

// demoOperator is who collects in the demo: its invented retailer.
const demoOperator = "Modrzew (demo)"

// introduce settles who collects the feedback. Nobody is named for people who
// did not say: whoever fills in the form has a right to know the truth.
func (c *serveCmd) introduce(w *world) {
	switch {
	case c.Operator == "" && c.Demo:
		c.Operator = demoOperator
	case c.Operator == "":
		w.say("warning: the form says that whoever collects the feedback has not been named; name them with --operator before people are asked to fill it in")
	case c.Contact == "" && !c.Demo:
		w.say("warning: the form does not say where %s can be reached about people's data; say it with --contact", c.Operator)
	}
}

// listen opens an address, if only this machine can reach it: there is no sign-in, or
// one that lets anyone in.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usage("--addr: want HOST:PORT, such as 127.0.0.1:8080")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usage("--addr: %q is not a loopback address; only this machine may reach the program", host)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening (another address goes with --addr): %w", err)
	}
	if at, ok := listener.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		listener.Close()
		return nil, usage("--addr: %q leads to an address that others can reach", host)
	}
	return listener, nil
}

// serve runs the server, the worker and the expiry until ctx ends.
func (c *serveCmd) serve(ctx context.Context, w *world, d *data, q *queuebolt.Queue, listener net.Listener) error {
	handler, err := c.handler(d, q)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}
	depth := q.Depth()
	d.log.Info("queue", "waiting", depth.Visible, "quarantined", depth.Quarantined)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	background.Go(func() {
		worker := classify.Worker{Queue: q, Classifier: d.classifier(), Log: d.log}
		if err := worker.Run(ctx); err != nil {
			d.log.Error("worker stopped", "error", err)
		}
	})
	background.Go(func() {
		if c.Nightly {
			d.passDaily(ctx)
		}
	})
	background.Go(func() { d.scrubRegularly(ctx, q) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(w.Out, "ready: http://%s\n", listener.Addr())
	select {
	case err = <-failed:
		stop()
	case <-ctx.Done():
		err = shutDown(server)
	}
	background.Wait()
	return errors.Join(err, d.scrub(context.WithoutCancel(ctx), q))
}

// shutDown lets requests under way end.
func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("stopping the server: %w", errors.Join(err, server.Close()))
	}
	return nil
}
