package enginetest_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
)

// holder is set in a process that starts an engine, says where, and then waits to be
// killed.
const holder = "PARADOX_ENGINETEST_HOLDER"

func TestEngines(t *testing.T) {
	for name, address := range map[string]string{
		"MiniStack": enginetest.MiniStack(t), "DynamoDB Local": enginetest.DynamoDBLocal(t),
	} {
		client := dynamodb.NewFromConfig(localengine.Config(address))
		if _, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil {
			t.Errorf("listing tables of %s: %v", name, err)
		}
	}
	queues := sqs.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	if _, err := queues.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil {
		t.Errorf("listing queues: %v", err)
	}
}

func TestOneEngineServesAll(t *testing.T) {
	address := enginetest.MiniStack(t)
	if again := enginetest.MiniStack(t); again != address || os.Getenv(enginetest.MiniStackVar) != address {
		t.Errorf("MiniStack = %s, then %s, variable %s", address, again, os.Getenv(enginetest.MiniStackVar))
	}
}

func TestHolder(t *testing.T) {
	if os.Getenv(holder) == "" {
		return // the other process of the next test
	}
	fmt.Println(enginetest.MiniStack(t))
	<-t.Context().Done()
}

// An engine does not outlive a test binary that is killed.
func TestKilled(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestHolder$")
	cmd.Env = append(os.Environ(), holder+"=1", enginetest.MiniStackVar+"=")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting the holder: %v", err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		cmd.Process.Kill()
		t.Fatalf("the holder said nothing: %v", cmd.Wait())
	}
	address := lines.Text()
	if answer, err := http.Get(address); err != nil {
		t.Errorf("the holder's engine at %q: %v", address, err)
	} else {
		answer.Body.Close()
	}
	cmd.Process.Kill()
	cmd.Wait()
	gone := time.NewTicker(20 * time.Millisecond)
	defer gone.Stop()
	for end := time.After(10 * time.Second); ; {
		answer, err := http.Get(address)
		if err != nil {
			return
		}
		answer.Body.Close()
		select {
		case <-end:
			t.Fatalf("the engine at %s outlived its test binary", address)
		case <-gone.C:
		}
	}
}

// An engine that is not installed fails the test and says what to do.
func TestNotInstalled(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHolder$")
	cmd.Env = append(os.Environ(), holder+"=1", enginetest.MiniStackVar+"=")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "run make engines") {
		t.Errorf("without the engine: %v, %q; want a failure that names make engines", err, out)
	}
}
