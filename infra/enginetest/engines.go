package enginetest

import (
	"os"
	"sync"
	"testing"

	"paradox/infra/localengine"
)

// The environment variables that hold the address of an engine, as
// "http://127.0.0.1:4566".
const (
	MiniStackVar     = "PARADOX_MINISTACK"
	DynamoDBLocalVar = "PARADOX_DYNAMODB_LOCAL"
)

// MiniStack returns the address of a running MiniStack, for DynamoDB, SQS, SNS and
// secrets. It is safe for concurrent use.
func MiniStack(t testing.TB) string {
	t.Helper()
	return miniStack.ask(t)
}

// DynamoDBLocal returns the address of a running DynamoDB Local. It is safe for
// concurrent use.
func DynamoDBLocal(t testing.TB) string {
	t.Helper()
	return dynamoDBLocal.ask(t)
}

var (
	miniStack     = &shared{Engine: localengine.MiniStack, variable: MiniStackVar}
	dynamoDBLocal = &shared{Engine: localengine.DynamoDBLocal, variable: DynamoDBLocalVar}
)

// shared is the one of its kind for a test binary. The zero state is "not asked for
// yet"; afterwards it has an address or a reason why not.
type shared struct {
	*localengine.Engine
	variable string

	once    sync.Once
	address string
	err     error
	alive   *localengine.Running // held as long as the test binary runs
}

func (s *shared) ask(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.address, s.err = s.find() })
	if s.err != nil {
		t.Fatalf("%s: %v", s.Name, s.err)
	}
	return s.address
}

// find returns the address of the engine that runs, or starts one.
func (s *shared) find() (string, error) {
	if address := os.Getenv(s.variable); address != "" {
		return address, nil
	}
	var err error
	if s.alive, err = s.Start(); err != nil {
		return "", err
	}
	return s.alive.Address, os.Setenv(s.variable, s.alive.Address)
}
