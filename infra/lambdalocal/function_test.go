package lambdalocal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/lambdalocal"
)

// built is the function of testdata/trial, built once.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "trial-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bootstrap")
	if out, err := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", path, "./testdata/trial").CombinedOutput(); err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// start runs the trial function as c says, without a limit that a slow machine meets.
func start(t testing.TB, c lambdalocal.Config) *lambdalocal.Function {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatalf("building the function: %v", err)
	}
	c.Name, c.Binary = "Trial", path
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	if c.Init == 0 {
		c.Init = time.Minute
	}
	f, err := lambdalocal.Start(c)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(f.Close)
	return f
}

// answer is the trial function's.
type answer struct {
	Text, Request, ARN, Folder string
	Served, PID                int
	Deadline                   int64
	Environ                    []string
}

func ask(t testing.TB, f *lambdalocal.Function, do, text string) (a answer, err error) {
	t.Helper()
	event, _ := json.Marshal(map[string]string{"do": do, "text": text})
	b, err := f.Invoke(t.Context(), event)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatalf("the answer %q: %v", b, err)
	}
	return a, nil
}

func mustAsk(t testing.TB, f *lambdalocal.Function, do, text string) answer {
	t.Helper()
	a, err := ask(t, f, do, text)
	if err != nil {
		t.Fatalf("Invoke(%s): %v", do, err)
	}
	return a
}

// One after the other, invocations share an environment, which starts once.
func TestInvoke(t *testing.T) {
	var seen []lambdalocal.Invocation
	f := start(t, lambdalocal.Config{Ended: func(i lambdalocal.Invocation) { seen = append(seen, i) }})
	for i := range 3 {
		if a := mustAsk(t, f, "", "zażółć"); a.Served != i+1 || a.Text != "zażółć" {
			t.Errorf("invocation %d: %+v", i, a)
		}
	}
	if len(seen) != 3 || seen[0].Init <= 0 || seen[1].Init != 0 || seen[2].Duration <= 0 || seen[1].Environment != 1 || seen[0].Err != nil {
		t.Errorf("observed %+v", seen)
	}
}

func TestContext(t *testing.T) {
	var id string
	f := start(t, lambdalocal.Config{Timeout: 90 * time.Second, Began: func(i lambdalocal.Invocation) { id = i.RequestID }})
	before := time.Now()
	a := mustAsk(t, f, "context", "")
	if a.Request != id || len(id) != 36 {
		t.Errorf("request id %q in the function, %q outside", a.Request, id)
	}
	if want := "arn:aws:lambda:eu-central-1:000000000000:function:Trial"; a.ARN != want {
		t.Errorf("ARN %q, want %q", a.ARN, want)
	}
	end := time.UnixMilli(a.Deadline)
	if end.Before(before.Add(90*time.Second-time.Millisecond)) || end.After(time.Now().Add(90*time.Second)) {
		t.Errorf("deadline %v after the start", end.Sub(before))
	}
}

// A process has the template's variables and Lambda's, and nothing of ours.
func TestEnviron(t *testing.T) {
	t.Setenv("OF_A_DEVELOPER", "1")
	f := start(t, lambdalocal.Config{
		Memory: 512, Environment: map[string]string{"PARADOX_ZONE": "Europe/Warsaw"},
		Endpoint: "http://127.0.0.1:1", LogFormat: "JSON", LogLevel: "DEBUG", Region: "eu-west-1",
	})
	a := mustAsk(t, f, "environ", "")
	for i, v := range a.Environ {
		if strings.HasPrefix(v, "AWS_LAMBDA_RUNTIME_API=127.0.0.1:") {
			a.Environ[i] = "AWS_LAMBDA_RUNTIME_API="
		}
	}
	path, _ := built()
	want := []string{
		"AWS_ACCESS_KEY_ID=test", "AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
		"AWS_LAMBDA_FUNCTION_NAME=Trial", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=DEBUG",
		"AWS_LAMBDA_RUNTIME_API=", "AWS_REGION=eu-west-1", "AWS_SECRET_ACCESS_KEY=test", "AWS_SESSION_TOKEN=test",
		"LAMBDA_TASK_ROOT=" + filepath.Dir(path), "PARADOX_ZONE=Europe/Warsaw", "TZ=:UTC", "_HANDLER=bootstrap",
		"_X_AMZN_TRACE_ID=", // the runtime's own doing
	}
	for i, v := range a.Environ {
		if strings.HasPrefix(v, "_X_AMZN_TRACE_ID=Root=1-") {
			a.Environ[i] = "_X_AMZN_TRACE_ID="
		}
	}
	if diff := cmp.Diff(want, a.Environ); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
	if a.Folder != filepath.Dir(path) {
		t.Errorf("working directory %s", a.Folder)
	}
}

func TestOutput(t *testing.T) {
	var log lambdalocal.Log
	f := start(t, lambdalocal.Config{Output: &log})
	mustAsk(t, f, "say", "one")
	f.Close()
	got := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
	slices.Sort(got)
	if diff := cmp.Diff([]string{"err: one", "out: one"}, got); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

// A process answers the invocation that it has, and no other.
func TestAnotherInvocation(t *testing.T) {
	f := start(t, lambdalocal.Config{})
	if a := mustAsk(t, f, "rogue", "another"); a.Text != "400 Bad Request" {
		t.Errorf("an answer to another invocation: %s", a.Text)
	}
}

func TestLimits(t *testing.T) {
	f := start(t, lambdalocal.Config{})
	if _, err := f.Invoke(t.Context(), bytes.Repeat([]byte(" "), lambdalocal.MaxPayload+1)); !errors.Is(err, lambdalocal.ErrTooLarge) {
		t.Errorf("Invoke with too much = %v", err)
	}
	f.Close()
	if _, err := ask(t, f, "", ""); !errors.Is(err, lambdalocal.ErrClosed) {
		t.Errorf("Invoke after Close = %v", err)
	}
}

// All that is wrong with a function is said together.
func TestConfig(t *testing.T) {
	_, err := lambdalocal.Start(lambdalocal.Config{
		Binary: "testdata", Environment: map[string]string{"AWS_REGION": "x", "AWS_LAMBDA_X": "y", "FINE": "z"}, Timeout: -1,
	})
	for _, want := range []string{"name: missing", "testdata is no program", "AWS_REGION is not", "AWS_LAMBDA_X is not", "timeout"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Start = %v, want %q in it", err, want)
		}
	}
}

func BenchmarkInvoke(b *testing.B) {
	f := start(b, lambdalocal.Config{})
	mustAsk(b, f, "", "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Invoke(b.Context(), []byte(`{}`)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInvokeParallel(b *testing.B) {
	f := start(b, lambdalocal.Config{Concurrency: 100})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := f.Invoke(b.Context(), []byte(`{}`)); err != nil {
				b.Error(err)
			}
		}
	})
}
