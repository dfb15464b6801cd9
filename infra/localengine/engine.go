// Package localengine starts engines that speak the protocols of AWS on this machine:
// MiniStack (DynamoDB, SQS, SNS and secrets) and AWS's DynamoDB Local. They hold their
// data in memory, listen on a free port of 127.0.0.1, and end with the program that
// started them, however that ends. Both are installed by "make engines" under .cache in
// the repository.
package localengine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Engine is one that can be started.
type Engine struct {
	Name string

	installed string                                                // its file or folder in the repository
	command   func(installed, port string) (args, environ []string) // how it is started
}

// MiniStack is the engine for DynamoDB, SQS, SNS and secrets.
var MiniStack = miniStack("dynamodb,sqs,sns,secretsmanager")

// MiniStackWhole is the same with all that it has: CloudFormation, and whatever a
// template asks that for.
var MiniStackWhole = miniStack("")

func miniStack(services string) *Engine {
	return &Engine{
		Name: "MiniStack", installed: ".cache/ministack/bin/ministack",
		command: func(installed, port string) ([]string, []string) {
			return []string{installed},
				[]string{"BIND_HOST=127.0.0.1", "GATEWAY_PORT=" + port, "LOG_LEVEL=WARNING", "SERVICES=" + services}
		},
	}
}

// DynamoDBLocal is AWS's own engine for DynamoDB. It needs Java 17.
var DynamoDBLocal = &Engine{
	Name: "DynamoDB Local", installed: ".cache/dynamodb-local/libs",
	command: func(installed, port string) ([]string, []string) {
		return []string{
			"java", "-Xmx1g", "-Djava.library.path=" + installed, "-cp", filepath.Join(installed, "*"),
			"software.amazon.dynamodb.services.local.main.ServerRunner",
			"-inMemory", "-sharedDb", "-disableTelemetry", "-port", port,
		}, nil
	},
}

// Running is an engine that answers.
type Running struct {
	Address string // as "http://127.0.0.1:4566"

	process *process
}

// Close ends the engine. What it held is gone.
func (r *Running) Close() error { return r.process.input.Close() }

// Start runs the engine on a free port and returns when it answers. The error says
// what to do where it is not installed, and what the engine said where it did not start.
func (e *Engine) Start() (*Running, error) {
	root, err := Repository()
	if err != nil {
		return nil, err
	}
	installed := filepath.Join(root, filepath.FromSlash(e.installed))
	if _, err := os.Stat(installed); err != nil {
		return nil, fmt.Errorf("not installed (no %s): run make engines", e.installed)
	}
	for range attempts {
		var r *Running
		if r, err = e.try(installed); err == nil {
			return r, nil
		}
		if !errors.Is(err, errEnded) {
			break
		}
	}
	return nil, err
}

func (e *Engine) try(installed string) (*Running, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	p, err := run(e.command(installed, port))
	if err != nil {
		return nil, err
	}
	r := &Running{Address: "http://127.0.0.1:" + port, process: p}
	if err := p.ready(r.Address); err != nil {
		return nil, errors.Join(fmt.Errorf("%w; it said: %s", err, p.said()), p.input.Close())
	}
	return r, nil
}

// Repository is the folder of the module: the working directory or the nearest one
// above it with a go.mod.
func Repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod in the working directory or above: %w", fs.ErrNotExist)
		}
		dir = parent
	}
}
