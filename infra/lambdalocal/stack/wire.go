package stack

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/httpapi"
	"paradox/infra/template"
)

// between starts a proxy on a port of its own and returns its address.
func (s *Stack) between(o calls.Options) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("a proxy for %s: %w", o.Function, err)
	}
	server := &http.Server{Handler: calls.New(o), ReadHeaderTimeout: time.Minute}
	s.proxies = append(s.proxies, server)
	go server.Serve(listener)
	return "http://" + listener.Addr().String(), nil
}

// routes makes the HTTP API, if the template has one.
func (s *Stack) routes(d *template.Deployment) error {
	apis, err := d.APIs()
	if err != nil {
		return err
	}
	if len(apis) > 1 {
		return fmt.Errorf("%d HTTP APIs: only one is served here", len(apis))
	}
	s.api = http.NotFoundHandler()
	for _, a := range apis {
		var routes []httpapi.Route
		for _, r := range a.Routes {
			routes = append(routes, httpapi.Route{
				Key: r.Key, Invoke: s.functions[r.Function].Invoke, Within: r.Within, Rate: r.Limits.Rate, Burst: r.Limits.Burst,
			})
		}
		api, err := httpapi.New(a.Name, a.Stage, routes)
		if err != nil {
			return err
		}
		s.api = api
	}
	return nil
}

// poll starts the event sources, once all of them are found to be right.
func (s *Stack) poll(functions []template.Function) error {
	var mappings []*eventsource.Mapping
	for _, f := range functions {
		for _, q := range f.Queues {
			address, err := s.queue(q.ARN)
			if err != nil {
				return fmt.Errorf("%s.Events.%s: %w", f.Name, q.Event, err)
			}
			m := &eventsource.Mapping{
				Client: s.queues, Queue: address, ARN: q.ARN, Region: s.o.Values.Region,
				Batch: q.Batch, Window: q.Window, Concurrency: q.Concurrency, Partial: q.Partial,
				Invoke: s.functions[f.Name].Invoke,
			}
			if s.o.Batch != nil {
				m.Done = func(b eventsource.Batch) { s.o.Batch(f.Name, b) }
			}
			if err := m.Check(); err != nil {
				return err
			}
			mappings = append(mappings, m)
		}
		for _, arn := range []string{f.OnFailure, f.DeadLetters} {
			if _, err := s.queue(arn); arn != "" && err != nil {
				return fmt.Errorf("%s: where failed invocations go: %w", f.Name, err)
			}
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	for _, m := range mappings {
		s.polling.Go(func() { m.Run(ctx) })
	}
	return nil
}

// queue is the address of the queue with that ARN, among what stands for resources.
func (s *Stack) queue(arn string) (string, error) {
	for name, p := range s.o.Values.Resources {
		r, err := s.o.Template.Resource(name)
		if err == nil && r.Type == "AWS::SQS::Queue" && p.Attributes["Arn"] == arn {
			return p.Ref, nil
		}
	}
	return "", fmt.Errorf("no queue of this template has the ARN %q", arn)
}
