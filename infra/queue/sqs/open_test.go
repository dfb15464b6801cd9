package sqs_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"go.yaml.in/yaml/v4"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/queue"
	"paradox/infra/queue/sqs"
	"paradox/infra/template"
)

func TestNewErrors(t *testing.T) {
	client := api.New(api.Options{})
	good := sqs.Options{Client: client, Queue: "a", Quarantine: "b", Visibility: time.Second}
	if _, err := sqs.New(good); err != nil {
		t.Errorf("New = %v", err)
	}
	for want, change := range map[string]func(*sqs.Options){
		"client":      func(o *sqs.Options) { o.Client = nil },
		"queue:":      func(o *sqs.Options) { o.Queue = "" },
		"quarantine:": func(o *sqs.Options) { o.Quarantine = "a" },
		"visibility:": func(o *sqs.Options) { o.Visibility = 1500 * time.Millisecond },
		"backoff:":    func(o *sqs.Options) { o.Backoff = -1 },
	} {
		o := good
		change(&o)
		if _, err := sqs.New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New = %v, want it to name %s", err, want)
		}
	}
}

// dead is the address of the dead letters.
func dead(o sqs.Options) string {
	return strings.Replace(o.Queue, "ReactionsQueue", "DeadLetterQueue", 1)
}

// A message that nobody says anything about ends among the dead letters, with its id.
func TestDeadLetters(t *testing.T) {
	client := api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
	o, err := create(client, t.TempDir())
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	q, err := sqs.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if err := q.Send(t.Context(), queue.Message{Body: []byte("a")}); err != nil {
		t.Fatalf("Send: %v", err)
	}
	id := ""
	for n := 1; n <= 30; n++ {
		d := receive(t, q, 1)[0]
		if d.Received != n {
			t.Fatalf("received %d times, want %d", d.Received, n)
		}
		id = d.ID
		if err := q.Retry(t.Context(), 0, d); err != nil {
			t.Fatalf("Retry: %v", err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if ds, err := q.Receive(ctx, 1); err == nil {
		t.Errorf("received %v after 30 deliveries", ds)
	}
	out, err := client.ReceiveMessage(t.Context(), &api.ReceiveMessageInput{QueueUrl: aws.String(dead(o)), WaitTimeSeconds: 5})
	if err != nil || len(out.Messages) != 1 || *out.Messages[0].MessageId != id {
		t.Errorf("dead letters: %v, %v; want %s", out, err, id)
	}
}

// Lambda asks for six times the function's timeout, and the window besides.
func TestVisibilityFitsTheFunction(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", template.Name))
	if err != nil {
		t.Fatal(err)
	}
	var globals struct {
		Globals struct {
			Function struct {
				Timeout int `yaml:"Timeout"`
			} `yaml:"Function"`
		} `yaml:"Globals"`
	}
	if err := yaml.Load(b, &globals); err != nil {
		t.Fatal(err)
	}
	tmpl, err := template.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	definition, err := tmpl.Resource("ReactionsQueue")
	if err != nil {
		t.Fatal(err)
	}
	var properties map[string]any
	if err := definition.Load(&properties); err != nil {
		t.Fatal(err)
	}
	const window = 2
	if timeout := globals.Globals.Function.Timeout; timeout == 0 || properties["VisibilityTimeout"].(int) < 6*timeout+window {
		t.Errorf("visibility %v s for a function of %d s and a window of %d s", properties["VisibilityTimeout"], timeout, window)
	}
}
