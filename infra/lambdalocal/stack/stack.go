package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/localengine"
	"paradox/infra/template"
)

// Options say what is brought up, and who watches it.
type Options struct {
	Template *template.Template
	// Values are the parameters, and what stands for each resource to which a function
	// refers. Functions and the API need none: they are known by their logical names.
	Values template.Values
	// Environment replaces what the template says of a variable, in every function that
	// has it. A variable that no function has is an error.
	Environment map[string]string
	// Programs are the paths of the binaries, by the function's logical name. A
	// function of the template without one is an error.
	Programs map[string]string
	Engine   string // address, as "http://127.0.0.1:4566"

	// Concurrency is how many invocations of one function may be under way, unless the
	// template reserves another number; 50 if it is 0. AWS allows 1,000 to all functions
	// of an account together, and as few as 10 to a new account.
	Concurrency int

	// Output gives the writer of what a function prints; see lambdalocal.Config. Nil, or
	// a nil writer, drops it.
	Output func(function string) io.Writer
	// Began and Ended are told of every invocation; see lambdalocal.Config.
	Began, Ended func(lambdalocal.Invocation)
	// Batch is told what became of every batch of a function's queues.
	Batch func(function string, b eventsource.Batch)
	// Fault says what befalls a function's call on the engine; see calls.Options.
	Fault func(calls.Request) calls.Fault
}

const concurrency = 50

// Stack is one that runs. It is safe for concurrent use.
type Stack struct {
	// Calls are what the functions called on AWS.
	Calls *calls.Recorder

	o         Options
	defined   map[string]template.Function
	functions map[string]*lambdalocal.Function
	api       http.Handler
	queues    *sqs.Client
	stop      context.CancelFunc // ends the polling
	polling   sync.WaitGroup
	proxies   []*http.Server
}

// Start brings the stack up. Nothing of it is left where that is an error.
func Start(o Options) (*Stack, error) {
	s := &Stack{
		o: o, Calls: &calls.Recorder{}, functions: map[string]*lambdalocal.Function{}, defined: map[string]template.Function{},
		stop: func() {},
	}
	if err := s.start(); err != nil {
		s.Close()
		return nil, fmt.Errorf("starting the stack: %w", err)
	}
	return s, nil
}

func (s *Stack) start() error {
	engine, err := url.Parse(s.o.Engine)
	if err != nil || engine.Host == "" {
		return fmt.Errorf("engine: %q is no address", s.o.Engine)
	}
	s.o.Values.Region = cmp.Or(s.o.Values.Region, "eu-central-1")
	s.queues = sqs.NewFromConfig(localengine.Config(s.o.Engine), func(o *sqs.Options) { o.Region = s.o.Values.Region })
	d, err := s.o.Template.With(s.values())
	if err != nil {
		return err
	}
	functions, err := d.Functions()
	if err != nil {
		return err
	}
	keys, err := d.HashKeys()
	if err != nil {
		return err
	}
	if err := s.checkNames(functions); err != nil {
		return err
	}
	for _, f := range functions {
		if err := s.run(f, engine, keys); err != nil {
			return err
		}
	}
	if err := s.routes(d); err != nil {
		return err
	}
	return s.poll(functions)
}

// values are the caller's, and the functions and the API themselves.
func (s *Stack) values() template.Values {
	v := s.o.Values
	v.Resources = maps.Clone(v.Resources)
	if v.Resources == nil {
		v.Resources = map[string]template.Provided{}
	}
	for _, f := range s.o.Template.Type("AWS::Serverless::Function") {
		if _, ok := v.Resources[f.Name]; !ok {
			v.Resources[f.Name] = template.Provided{Ref: f.Name, Attributes: map[string]string{
				"Arn": lambdalocal.ARN(v.Region, f.Name),
			}}
		}
	}
	for _, a := range s.o.Template.Type("AWS::ApiGatewayV2::Api") {
		if _, ok := v.Resources[a.Name]; !ok {
			v.Resources[a.Name] = template.Provided{Ref: a.Name}
		}
	}
	return v
}

// checkNames says which functions have no program, and which programs and variables
// belong to no function.
func (s *Stack) checkNames(functions []template.Function) error {
	var errs []error
	programs, variables := maps.Clone(s.o.Programs), maps.Clone(s.o.Environment)
	for _, f := range functions {
		if s.o.Programs[f.Name] == "" {
			errs = append(errs, fmt.Errorf("programs: none for %s", f.Name))
		}
		delete(programs, f.Name)
		for name := range f.Environment {
			delete(variables, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(programs)) {
		errs = append(errs, fmt.Errorf("programs: the template has no function %s", name))
	}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		errs = append(errs, fmt.Errorf("environment: no function has %s", name))
	}
	return errors.Join(errs...)
}

// run makes a function ready, with a proxy of its own before the engine.
func (s *Stack) run(f template.Function, engine *url.URL, keys map[string]string) error {
	address, err := s.between(calls.Options{Engine: engine, Function: f.Name, Recorder: s.Calls, HashKeys: keys, Fault: s.o.Fault})
	if err != nil {
		return err
	}
	for name, value := range s.o.Environment {
		if _, ok := f.Environment[name]; ok {
			f.Environment[name] = value
		}
	}
	c := lambdalocal.Config{
		Name: f.Name, Binary: s.o.Programs[f.Name], Handler: f.Handler, Memory: f.Memory, Timeout: f.Timeout,
		Environment: f.Environment, LogFormat: f.LogFormat, LogLevel: f.LogLevel,
		Region: s.o.Values.Region, Endpoint: address,
		Concurrency: cmp.Or(f.Reserved, s.o.Concurrency, concurrency), Began: s.o.Began, Ended: s.o.Ended,
	}
	if s.o.Output != nil {
		c.Output = s.o.Output(f.Name)
	}
	if s.functions[f.Name], err = lambdalocal.Start(c); err != nil {
		return err
	}
	s.defined[f.Name] = f
	return nil
}

// Function returns the function of that logical name, or nil.
func (s *Stack) Function(name string) *lambdalocal.Function { return s.functions[name] }

// Defined are the functions as the template and its values define them, in its order.
func (s *Stack) Defined() (all []template.Function) {
	for _, f := range s.o.Template.Type("AWS::Serverless::Function") {
		all = append(all, s.defined[f.Name])
	}
	return all
}

// API answers requests as the template's HTTP API does; it answers 404 where the
// template has none.
func (s *Stack) API() http.Handler { return s.api }

// Stop ends the polling of queues and returns when the batches under way are done
// with. Functions and the API go on.
func (s *Stack) Stop() {
	s.stop()
	s.polling.Wait()
}

// Close ends all of the stack: first the polling, then the processes.
func (s *Stack) Close() {
	s.Stop()
	for _, f := range s.functions {
		if f != nil {
			f.Close()
		}
	}
	for _, p := range s.proxies {
		p.Close()
	}
}
