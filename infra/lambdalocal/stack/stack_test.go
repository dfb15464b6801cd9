package stack_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/stack"
	"paradox/infra/template"
)

// built is the program of testdata/trial, built once.
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

var deployments atomic.Int64

// rig is a stack's surroundings: what the template's resources became.
type rig struct {
	engine string
	values template.Values
	table  string
	dead   string // address of the queue of dead letters
}

func surroundings(t *testing.T) rig {
	t.Helper()
	r := rig{engine: enginetest.MiniStack(t)}
	name := fmt.Sprintf("stack-%d-%d", time.Now().UnixNano(), deployments.Add(1))
	r.table = name
	tables := dynamodb.NewFromConfig(enginetest.Config(r.engine))
	if _, err := tables.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &r.table, BillingMode: dynamotypes.BillingModePayPerRequest,
		AttributeDefinitions: []dynamotypes.AttributeDefinition{{AttributeName: aws.String("owner"), AttributeType: "S"}},
		KeySchema:            []dynamotypes.KeySchemaElement{{AttributeName: aws.String("owner"), KeyType: "HASH"}},
	}); err != nil {
		t.Fatalf("making a table: %v", err)
	}
	queues := sqs.NewFromConfig(enginetest.Config(r.engine))
	queue := func(suffix string) template.Provided {
		out, err := queues.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(name + suffix), Attributes: map[string]string{"VisibilityTimeout": "2"}})
		if err != nil {
			t.Fatalf("making a queue: %v", err)
		}
		a, err := queues.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: out.QueueUrl, AttributeNames: []types.QueueAttributeName{"QueueArn"}})
		if err != nil {
			t.Fatalf("asking for its ARN: %v", err)
		}
		return template.Provided{Ref: *out.QueueUrl, Attributes: map[string]string{"Arn": a.Attributes["QueueArn"]}}
	}
	r.values.Resources = map[string]template.Provided{"Reactions": {Ref: r.table}, "Queue": queue("-queue"), "Dead": queue("-dead")}
	r.dead = r.values.Resources["Dead"].Ref
	return r
}

func (r rig) options(t *testing.T) stack.Options {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatalf("building the program: %v", err)
	}
	b, err := os.ReadFile(filepath.Join("testdata", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := template.Parse(b)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return stack.Options{
		Template: parsed, Values: r.values, Engine: r.engine,
		Programs: map[string]string{"Door": path, "Worker": path, "Clock": path},
	}
}

func start(t *testing.T, o stack.Options) *stack.Stack {
	t.Helper()
	s, err := stack.Start(o)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// there reports which owners are in the table.
func (r rig) there(t *testing.T, owners ...string) (n int) {
	t.Helper()
	client := dynamodb.NewFromConfig(enginetest.Config(r.engine))
	for _, owner := range owners {
		out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &r.table, Key: map[string]dynamotypes.AttributeValue{
			"owner": &dynamotypes.AttributeValueMemberS{Value: owner},
		}})
		if err != nil {
			t.Fatalf("looking at %s: %v", owner, err)
		}
		if len(out.Item) > 0 {
			n++
		}
	}
	return n
}

func post(t *testing.T, url, body string) int {
	t.Helper()
	res, err := http.Post(url, "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		t.Fatalf("POST %s: %v", url, err)
	}
	res.Body.Close()
	return res.StatusCode
}

// A request travels from the API over the queue into the table, through the programs
// as they are deployed, though one is killed and a call fails on the way.
func TestWholeWay(t *testing.T) {
	r := surroundings(t)
	o := r.options(t)
	o.Environment = map[string]string{"SITE": "http://127.0.0.1:8080"}
	var printed lambdalocal.Log
	o.Output = func(function string) io.Writer {
		if function == "Door" {
			return &printed
		}
		return nil
	}
	var s *stack.Stack
	var killed, throttled atomic.Bool
	ready := make(chan struct{})
	o.Began = func(i lambdalocal.Invocation) {
		<-ready
		if i.Function == "Worker" && killed.CompareAndSwap(false, true) {
			s.Function("Worker").Kill(i.Environment)
		}
	}
	o.Fault = func(q calls.Request) calls.Fault {
		if q.Function == "Worker" && throttled.CompareAndSwap(false, true) {
			return calls.Lose
		}
		return calls.None
	}
	done := make(chan eventsource.Batch, 100)
	o.Batch = func(_ string, b eventsource.Batch) { done <- b }
	s = start(t, o)
	close(ready)

	front := httptest.NewServer(s.API())
	defer front.Close()
	if status := post(t, front.URL+"/feedback", "first"); status != 202 {
		t.Fatalf("POST: %d, want 202", status)
	}
	if b := <-done; !errors.Is(b.Err, lambdalocal.ErrCrashed) || len(b.Failed) != 1 {
		t.Errorf("the first batch ended as %+v, want a crash", b)
	}
	if b := <-done; b.Err != nil || len(b.Failed) != 0 || len(b.Messages) != 1 {
		t.Errorf("the second batch ended as %+v, want it done with", b)
	}
	if n := r.there(t, "a|first"); n != 1 {
		t.Errorf("the message is not in the table")
	}
	if want := "taken at http://127.0.0.1:8080\n"; printed.String() != want {
		t.Errorf("Door printed %q, want %q", printed.String(), want)
	}
	queue := r.values.Resources["Queue"].Ref
	want := []calls.Call{
		{Function: "Door", Service: "sqs", Operation: "SendMessage", Action: "SendMessage", Resource: queue[strings.LastIndex(queue, "/")+1:]},
		{Function: "Worker", Service: "dynamodb", Operation: "PutItem", Action: "PutItem", Resource: r.table, Leading: "a|"},
	}
	if diff := cmp.Diff(want, s.Calls.Calls()); diff != "" {
		t.Errorf("Calls (-want +got):\n%s", diff)
	}
}

// Routes have the template's throttles; what it does not name is not there.
func TestAPI(t *testing.T) {
	s := start(t, surroundings(t).options(t))
	front := httptest.NewServer(s.API())
	defer front.Close()
	for i, tt := range []struct {
		path string
		want int
	}{{"/few", 202}, {"/few", 429}, {"/feedback", 202}, {"/nowhere", 404}} {
		if got := post(t, front.URL+tt.path, "x"); got != tt.want {
			t.Errorf("request %d: %d, want %d", i, got, tt.want)
		}
	}
}

// Schedules are fired by hand, tried again, and leave a record where they fail.
func TestFire(t *testing.T) {
	r := surroundings(t)
	o := r.options(t)
	var printed lambdalocal.Log
	o.Output = func(string) io.Writer { return &printed }
	s := start(t, o)
	for _, name := range []string{"Clock.Daily", "Clock.Hourly"} {
		if err := s.Fire(t.Context(), name); err != nil {
			t.Errorf("Fire(%s): %v", name, err)
		}
	}
	if want := "fired by aws.scheduler, {}\nfired by aws.events, map[]\n"; printed.String() != want {
		t.Errorf("printed %q, want %q", printed.String(), want)
	}
	if err := s.Fire(t.Context(), "Clock.Broken"); !errors.Is(err, lambdalocal.ErrFunction) {
		t.Errorf("Fire = %v, want the function's error", err)
	}
	if n := strings.Count(printed.String(), "fired by broken"); n != 2 {
		t.Errorf("tried %d times, want 2", n)
	}
	out, err := sqs.NewFromConfig(enginetest.Config(r.engine)).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &r.dead, WaitTimeSeconds: 5})
	if err != nil || len(out.Messages) != 1 {
		t.Fatalf("dead letters: %v, %v", out, err)
	}
	for _, want := range []string{`"RetriesExhausted"`, `"approximateInvokeCount":2`, `"requestPayload":{"source":"broken"}`, `"errorMessage":"nothing works"`} {
		if !strings.Contains(*out.Messages[0].Body, want) {
			t.Errorf("the record %s lacks %s", *out.Messages[0].Body, want)
		}
	}
	for name, want := range map[string]string{"Clock": "has 3 such schedules", "Clock.Weekly": "has 0 such", "Nobody": "no function Nobody"} {
		if err := s.Fire(t.Context(), name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Fire(%s) = %v, want %q", name, err, want)
		}
	}
}

// A stop leaves what is sent afterwards in the queue.
func TestStop(t *testing.T) {
	r := surroundings(t)
	s := start(t, r.options(t))
	s.Stop()
	front := httptest.NewServer(s.API())
	defer front.Close()
	if status := post(t, front.URL+"/feedback", "later"); status != 202 {
		t.Fatalf("POST: %d, want 202", status)
	}
	out, err := sqs.NewFromConfig(enginetest.Config(r.engine)).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: aws.String(r.values.Resources["Queue"].Ref), WaitTimeSeconds: 5,
	})
	if err != nil || len(out.Messages) != 1 || *out.Messages[0].Body != "later" {
		t.Errorf("the queue holds %v, %v", out, err)
	}
}

func TestWrongOptions(t *testing.T) {
	r := surroundings(t)
	for _, tt := range []struct {
		name string
		do   func(*stack.Options)
		want string
	}{
		{"no program", func(o *stack.Options) { delete(o.Programs, "Door") }, "programs: none for Door"},
		{"a program for nothing", func(o *stack.Options) { o.Programs["Window"] = "x" }, "the template has no function Window"},
		{"a variable of nobody", func(o *stack.Options) { o.Environment = map[string]string{"X": "y"} }, "no function has X"},
		{"no engine", func(o *stack.Options) { o.Engine = "nowhere" }, `"nowhere" is no address`},
		{"a missing resource", func(o *stack.Options) { delete(o.Values.Resources, "Queue") }, "Queue: nothing stands for it here"},
		{"no such program", func(o *stack.Options) { o.Programs["Clock"] = "testdata/none" }, "function Clock: binary"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := r.options(t)
			o.Values.Resources = map[string]template.Provided{}
			for name, p := range r.values.Resources {
				o.Values.Resources[name] = p
			}
			tt.do(&o)
			s, err := stack.Start(o)
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Start = %v, want %q in it", err, tt.want)
			}
		})
	}
}
