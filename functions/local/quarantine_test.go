package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/queue"
	queuebolt "paradox/infra/queue/bolt"
	"paradox/infra/queue/sqs"
	"paradox/infra/reaction"
	"paradox/infra/template"
)

// inQueue runs f with the home's queue, which no program may have open.
func (h home) inQueue(f func(*queuebolt.Queue)) {
	h.t.Helper()
	q, err := queuebolt.Open(filepath.Join(h.dir, "data", "queue.db"), queuebolt.Options{Visibility: time.Minute, Now: time.Now})
	if err != nil {
		h.t.Fatal(err)
	}
	f(q)
	if err := q.Close(); err != nil {
		h.t.Fatal(err)
	}
}

// putAside sends a body, receives it and puts it aside, and returns its id.
func putAside(t *testing.T, q queue.Queue, body string, why queue.Reason) string {
	t.Helper()
	if err := q.Send(t.Context(), queue.Message{Body: []byte(body), Group: "form"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ds, err := q.Receive(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Quarantine(t.Context(), ds[0], why); err != nil {
		t.Fatal(err)
	}
	return ds[0].ID
}

// aBody is a message as intake queues it.
func aBody(t *testing.T, text string) string {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Second)
	bodies, err := reaction.Encode([]reaction.Reaction{{
		ID: reaction.ID(strings.Repeat("0a", 16)), Time: now, Source: "form", Channel: "email", Text: text, Expires: now.Add(24 * time.Hour),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(bodies[0])
}

// What was put aside while something was wrong is counted once that is mended; what
// is still wrong is put aside again.
func TestRedrive(t *testing.T) {
	h := newHome(t)
	p, _ := h.serve()
	p.stop()
	const text = "zebrafinch: the e-mail suggested exactly what I needed."
	var ids [3]string
	h.inQueue(func(q *queuebolt.Queue) {
		ids = [3]string{
			putAside(t, q, aBody(t, text), queue.TooManyAttempts), putAside(t, q, "zebrafinch", queue.Undecodable), putAside(t, q, "zebrafinch", queue.Undecodable),
		}
	})
	said := h.good("quarantine")
	for _, want := range append(ids[:], "too_many_attempts", "undecodable", fmt.Sprint(len(aBody(t, text)))) {
		if !strings.Contains(said, want) {
			t.Errorf("quarantine without %q:\n%s", want, said)
		}
	}
	for _, tt := range []struct{ args, want string }{
		{ids[0], "1 message put back"},
		{"--reason invalid", "nothing is put aside for this reason"},
		{"--reason undecodable", "2 messages put back"},
		{"--all", "nothing is put aside"},
	} {
		out := h.good(append([]string{"quarantine", "redrive"}, strings.Fields(tt.args)...)...)
		if said += out; !strings.Contains(out, tt.want) {
			t.Errorf("quarantine redrive %s: %q, want %q", tt.args, out, tt.want)
		}
	}
	p, _ = h.serve()
	p.labelled(3)
	p.stop()
	if out := h.good("verify"); !strings.Contains(out, "1 message,") {
		t.Errorf("verify: %q, want what was put back", out)
	}
	again := h.good("quarantine", "list")
	if said += again; strings.Count(again, "undecodable") != 2 || strings.Contains(again, "too_many_attempts") {
		t.Errorf("quarantine afterwards: %q, want what nobody can read", again)
	}
	if strings.Contains(said+p.log.String(), "zebrafinch") {
		t.Errorf("a text was printed:\n%s", said)
	}
}

func TestRedriveErrors(t *testing.T) {
	h := newHome(t)
	p, _ := h.serve()
	if _, stderr, code := h.run("", "quarantine", "redrive", "--all"); code != 1 || !strings.Contains(stderr, "stop it first") {
		t.Errorf("beside serve: exit code %d, %q", code, stderr)
	}
	p.stop()
	var id string
	h.inQueue(func(q *queuebolt.Queue) { id = putAside(t, q, "a", queue.Invalid) })
	stdout, stderr, code := h.run("", "quarantine", "redrive", "77", id, "78", id)
	if code != 1 || !strings.Contains(stdout, "1 message put back") || !strings.Contains(stderr, "77") || !strings.Contains(stderr, "78") || strings.Contains(stderr, "message "+id) {
		t.Errorf("unknown ids: exit code %d, %q, %q", code, stdout, stderr)
	}
	const address = "https://sqs.eu-central-1.amazonaws.com/1/p-"
	for args, want := range map[string]string{
		"":                  "ids, --reason or --all",
		"1 --all":           "one of them alone",
		"--all --reason a":  "one of them alone",
		"--reason spelling": "--reason",
		"--all --reactions-queue " + address + "ReactionsQueue-1":                                                        "--quarantine-queue: required",
		"--all --quarantine-queue " + address + "QuarantineQueue-1":                                                      "--reactions-queue: required",
		"--all --quarantine-queue queue --reactions-queue " + address + "ReactionsQueue-1":                               "--quarantine-queue: want the address",
		"--all --quarantine-queue " + address + "ReactionsQueue-1 --reactions-queue " + address + "QuarantineQueue-1":    "goes with",
		"--all --quarantine-queue " + address + "DeadLetterQueue-1 --reactions-queue " + address + "ReactionsQueue-1":    "start-message-move-task",
		"--all --quarantine-queue " + address + "a --reactions-queue " + address + "a":                                   "goes with",
		"--all --zone Mars --quarantine-queue " + address + "QuarantineQueue --reactions-queue " + address + "Reactions": "--zone",
	} {
		if _, stderr, code := h.run("", append([]string{"quarantine", "redrive"}, strings.Fields(args)...)...); code != 2 || !strings.Contains(stderr, want) {
			t.Errorf("quarantine redrive %s: exit code %d, %q; want 2 and %q", args, code, stderr, want)
		}
	}
}

// On SQS the same commands take the addresses that the stack's outputs name, and need
// neither a store nor a data directory.
func TestQuarantineOnSQS(t *testing.T) {
	endpoint := enginetest.MiniStack(t)
	client := api.NewFromConfig(localengine.Config(endpoint))
	tmpl, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	made, err := provide.Queues(t.Context(), client, tmpl, fmt.Sprintf("local%d-%d-", os.Getpid(), stacks.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	o := sqs.Options{Client: client, Queue: made.Reactions, Quarantine: made.Quarantine, Visibility: made.Visibility}
	q, err := sqs.New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := newHome(t)
	command := func(args ...string) (stdout, stderr string, code int) {
		return h.run("", append(append([]string{"quarantine"}, args...), "--endpoint", endpoint, "--reactions-queue", o.Queue, "--quarantine-queue", o.Quarantine)...)
	}
	if out := h.good("quarantine", "redrive", "--help"); !strings.Contains(out, "--endpoint") || !strings.Contains(out, "--reason") {
		t.Errorf("help: %q", out)
	}
	if out, stderr, code := command(); code != 0 || !strings.Contains(out, "nothing is put aside") {
		t.Errorf("quarantine: exit code %d, %q, %q", code, out, stderr)
	}
	ids := []string{putAside(t, q, "zebrafinch", queue.TooManyAttempts), putAside(t, q, "zebrafinch", queue.Undecodable)}
	if _, err := client.SendMessage(t.Context(), &api.SendMessageInput{QueueUrl: &o.Quarantine, MessageBody: aws.String("zebrafinch")}); err != nil {
		t.Fatal(err)
	}
	out, stderr, code := command("list")
	for _, want := range []string{ids[0], ids[1], "too_many_attempts", "undecodable", "none", "Z  10"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("quarantine list: exit code %d, %q, %q; want %q", code, out, stderr, want)
		}
	}
	said := out + stderr
	receive := &api.ReceiveMessageInput{QueueUrl: &o.Quarantine, MaxNumberOfMessages: 10, VisibilityTimeout: 60}
	held, err := client.ReceiveMessage(t.Context(), receive)
	if err != nil || len(held.Messages) != 3 {
		t.Fatalf("receiving what is aside: %v, %v", held, err)
	}
	for _, args := range [][]string{{"list"}, {"redrive", "--all"}, {"redrive", ids[0]}} {
		out, stderr, code = command(args...)
		if said += out + stderr; code != 1 || strings.Contains(out, "nothing is put aside") || !strings.Contains(stderr, "3 messages are hidden") || !strings.Contains(stderr, "in 2 minutes") {
			t.Errorf("quarantine %s while another looks: exit code %d, %q, %q", args, code, out, stderr)
		}
	}
	for _, m := range held.Messages {
		if _, err := client.ChangeMessageVisibility(t.Context(), &api.ChangeMessageVisibilityInput{QueueUrl: &o.Quarantine, ReceiptHandle: m.ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
	}
	out, stderr, code = command("redrive", "no-such-id", ids[0])
	if said += out + stderr; code != 1 || !strings.Contains(out, "1 message put back") || !strings.Contains(stderr, "no-such-id") {
		t.Errorf("quarantine redrive: exit code %d, %q, %q", code, out, stderr)
	}
	out, stderr, code = command("redrive", "--all")
	if said += out + stderr; code != 0 || !strings.Contains(out, "2 messages put back") {
		t.Errorf("quarantine redrive --all: exit code %d, %q, %q", code, out, stderr)
	}
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		ds, err := q.Receive(ctx, 1)
		cancel()
		if err != nil || ds[0].Received != 1 || !bytes.Equal(ds[0].Body, []byte("zebrafinch")) {
			t.Errorf("received %v, %v", ds, err)
		}
	}
	if strings.Contains(said, "zebrafinch") {
		t.Errorf("a text was printed:\n%s", said)
	}
	if _, err := os.Stat(filepath.Join(h.dir, "data")); !os.IsNotExist(err) {
		t.Errorf("a data directory was made: %v", err)
	}
}
