package stack_test

import (
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/lambdalocal"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/lambdalocal/stack"
	"paradox/infra/localengine"
	"paradox/infra/template"
)

// A request travels from the API over the queue into the table, through the programs
// as they are deployed, though one is killed and calls fail on the way.
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
	var killed atomic.Bool
	var asked atomic.Int64
	ready := make(chan struct{})
	o.Began = func(i lambdalocal.Invocation) {
		<-ready
		if i.Function == "Worker" && killed.CompareAndSwap(false, true) {
			s.Function("Worker").Kill(i.Environment)
		}
	}
	o.Fault = func(q calls.Request) calls.Fault {
		if q.Function != "Worker" {
			return calls.None
		}
		switch asked.Add(1) {
		case 1:
			return calls.Throttle
		case 2:
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
	for range 2 { // throttled; done, and its answer lost
		if b := <-done; b.Err != nil || len(b.Failed) != 1 {
			t.Errorf("a batch ended as %+v, want the message left by the function", b)
		}
	}
	if b := <-done; b.Err != nil || len(b.Failed) != 0 || len(b.Messages) != 1 {
		t.Errorf("the last batch ended as %+v, want it done with", b)
	}
	if n := r.there(t, "a|first"); n != 1 {
		t.Errorf("the message is not in the table")
	}
	s.Close() // after which all that was printed is there
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
	if err := s.Fire(t.Context(), "Clock.Broken"); !errors.Is(err, lambdalocal.ErrFunction) {
		t.Errorf("Fire = %v, want the function's error", err)
	}
	out, err := sqs.NewFromConfig(localengine.Config(r.engine)).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &r.dead, WaitTimeSeconds: 5})
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
	s.Close() // after which all that was printed is there
	want := "fired by aws.scheduler, {}\nfired by aws.events, map[]\n" + strings.Repeat("fired by broken, <nil>\n", 2)
	if got := lines(printed.String(), "fired"); got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

// The template's reserved concurrency is the function's limit.
func TestReserved(t *testing.T) {
	o := surroundings(t).options(t)
	var s *stack.Stack
	second := make(chan error, 1)
	o.Began = func(i lambdalocal.Invocation) {
		_, err := s.Function("Clock").Invoke(t.Context(), []byte("{}"))
		second <- err
	}
	s = start(t, o)
	if err := s.Fire(t.Context(), "Clock.Daily"); err != nil {
		t.Errorf("Fire: %v", err)
	}
	if err := <-second; !errors.Is(err, lambdalocal.ErrThrottled) {
		t.Errorf("a second invocation meanwhile = %v, want ErrThrottled", err)
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
	out, err := sqs.NewFromConfig(localengine.Config(r.engine)).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
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

// lines are those of a text that begin so.
func lines(text, prefix string) (some string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, prefix) {
			some += line
		}
	}
	return some
}
