package enginetest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// The environment variables that hold the address of an engine, as
// "http://127.0.0.1:4566".
const (
	MiniStackVar     = "PARADOX_MINISTACK"
	DynamoDBLocalVar = "PARADOX_DYNAMODB_LOCAL"
)

// MiniStack returns the address of a running MiniStack, for DynamoDB, SQS, SNS and secrets. It is
// safe for concurrent use.
func MiniStack(t testing.TB) string {
	t.Helper()
	return ask(t, miniStack)
}

// DynamoDBLocal returns the address of a running DynamoDB Local. It is safe for
// concurrent use.
func DynamoDBLocal(t testing.TB) string {
	t.Helper()
	return ask(t, dynamoDBLocal)
}

var (
	miniStack = &engine{
		name: "MiniStack", variable: MiniStackVar, installed: ".cache/ministack/bin/ministack",
		command: func(installed, port string) ([]string, []string) {
			return []string{installed},
				[]string{"BIND_HOST=127.0.0.1", "GATEWAY_PORT=" + port, "LOG_LEVEL=WARNING", "SERVICES=dynamodb,sqs,sns,secretsmanager"}
		},
	}
	dynamoDBLocal = &engine{
		name: "DynamoDB Local", variable: DynamoDBLocalVar, installed: ".cache/dynamodb-local/libs",
		command: func(installed, port string) ([]string, []string) {
			return []string{
				"java", "-Xmx1g", "-Djava.library.path=" + installed, "-cp", filepath.Join(installed, "*"),
				"software.amazon.dynamodb.services.local.main.ServerRunner",
				"-inMemory", "-sharedDb", "-disableTelemetry", "-port", port,
			}, nil
		},
	}
)

// engine is how one is installed, started and found. The zero state is "not asked
// for yet"; afterwards it has an address or a reason why not.
type engine struct {
	name, variable string
	installed      string                                                // its file or folder in the repository
	command        func(installed, port string) (args, environ []string) // how it is started

	once    sync.Once
	address string
	err     error
	alive   *process // held as long as the test binary runs
}

func ask(t testing.TB, e *engine) string {
	t.Helper()
	e.once.Do(func() { e.address, e.err = e.find() })
	if e.err != nil {
		t.Fatalf("%s: %v", e.name, e.err)
	}
	return e.address
}

// find returns the address of the engine that runs, or starts one.
func (e *engine) find() (string, error) {
	if address := os.Getenv(e.variable); address != "" {
		return address, nil
	}
	root, err := repository()
	if err != nil {
		return "", err
	}
	installed := filepath.Join(root, filepath.FromSlash(e.installed))
	if _, err := os.Stat(installed); err != nil {
		return "", fmt.Errorf("not installed (no %s): run make engines", e.installed)
	}
	address, err := e.start(installed)
	if err != nil {
		return "", err
	}
	return address, os.Setenv(e.variable, address)
}

// repository is the folder of the module, above the one in which tests run.
func repository() (string, error) {
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
			return "", fmt.Errorf("no go.mod above the working directory: %w", fs.ErrNotExist)
		}
		dir = parent
	}
}
