package stacktest_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paradox/infra/localengine"
	"paradox/infra/template"
)

// arn is what a service calls a resource of the stack.
func (d *deployed) arn(name string) string {
	const here = ":eu-central-1:000000000000:"
	ref := d.physical[name]
	switch d.written.Resources[name].Type {
	case "AWS::DynamoDB::Table":
		return "arn:aws:dynamodb" + here + "table/" + ref
	case "AWS::SQS::Queue":
		return "arn:aws:sqs" + here + path.Base(ref)
	case "AWS::Lambda::Function":
		return "arn:aws:lambda" + here + "function:" + ref
	case "AWS::Logs::LogGroup":
		return "arn:aws:logs" + here + "log-group:" + ref + ":*"
	case "AWS::KMS::Key":
		return "arn:aws:kms" + here + "key/" + ref
	case "AWS::IAM::Role":
		return "arn:aws:iam::000000000000:role/" + ref
	}
	return ref
}

// each yields the stack's resources of a type; those that are left, once it is gone.
func (d *deployed) each(kind string) func(func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for _, name := range slices.Sorted(maps.Keys(d.physical)) {
			if d.written.Resources[name].Type == kind && !yield(name, d.physical[name]) {
				return
			}
		}
	}
}

func (d *deployed) tables(t *testing.T) {
	client := dynamodb.NewFromConfig(localengine.Config(d.address))
	n := 0
	for name, ref := range d.each("AWS::DynamoDB::Table") {
		n++
		out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &ref})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var keys []any
		for _, k := range out.Table.KeySchema {
			keys = append(keys, map[string]any{"AttributeName": *k.AttributeName, "KeyType": string(k.KeyType)})
		}
		if diff := cmp.Diff(d.written.Resources[name].Properties["KeySchema"], any(keys)); diff != "" {
			t.Errorf("%s: keys (-want +got):\n%s", name, diff)
		}
		if p := out.Table.DeletionProtectionEnabled; p == nil || !*p {
			t.Errorf("%s can be deleted by mistake", name)
		}
		if b := out.Table.BillingModeSummary; b == nil || b.BillingMode != "PAY_PER_REQUEST" {
			t.Errorf("%s: billing %+v, want by request", name, b)
		}
	}
	if n != 3 {
		t.Errorf("%d tables, want 3", n)
	}
}

// deadLettersOf says where what a queue handed out too often goes.
var deadLettersOf = map[string]string{"ReactionsQueue": "DeadLetterQueue"}

func (d *deployed) queues(t *testing.T) {
	client := api.NewFromConfig(localengine.Config(d.address))
	n := 0
	for name, ref := range d.each("AWS::SQS::Queue") {
		n++
		out, err := client.GetQueueAttributes(t.Context(), &api.GetQueueAttributesInput{QueueUrl: &ref, AttributeNames: []sqstypes.QueueAttributeName{"All"}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := out.Attributes
		for key, want := range d.written.Resources[name].Properties {
			if number, ok := want.(float64); ok && got[key] != strconv.FormatFloat(number, 'f', -1, 64) {
				t.Errorf("%s: %s = %q, want %v", name, key, got[key], number)
			}
		}
		var redrive struct {
			Target string `json:"deadLetterTargetArn"`
			Count  int    `json:"maxReceiveCount"`
		}
		if text := got["RedrivePolicy"]; text != "" {
			if err := json.Unmarshal([]byte(text), &redrive); err != nil {
				t.Errorf("%s: %v in %s", name, err, text)
			}
		}
		if to := deadLettersOf[name]; to == "" && redrive.Target != "" || to != "" && (redrive.Target != d.arn(to) || redrive.Count != 30) {
			t.Errorf("%s: after %d times to %q, want %q after 30", name, redrive.Count, redrive.Target, d.arn(to))
		}
		if got["QueueArn"] != d.arn(name) || got["SqsManagedSseEnabled"] != "true" {
			t.Errorf("%s = %+v, want it encrypted, and %s", name, got, d.arn(name))
		}
	}
	if n < 3 {
		t.Errorf("%d queues, want at least 3", n)
	}
}

// The secret is one that nobody chose.
func (d *deployed) secret(t *testing.T) {
	id := d.physical["Secret"]
	out, err := secretsmanager.NewFromConfig(localengine.Config(d.address)).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &id})
	if err != nil {
		t.Fatal(err)
	}
	if len(*out.SecretString) != 64 {
		t.Errorf("a secret of %d characters, want 64", len(*out.SecretString))
	}
}

// functions holds each function against what infra/template, on which the stack on one
// machine rests, reads out of the template: two readers that know nothing of each other.
func (d *deployed) functions(t *testing.T) {
	read, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	with, err := read.With(d.values(t))
	if err != nil {
		t.Fatal(err)
	}
	all, err := with.Functions()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 7 {
		t.Errorf("%d functions, want 7", len(all))
	}
	for _, want := range all {
		t.Run(want.Name, func(t *testing.T) { d.function(t, want) })
	}
}

func (d *deployed) function(t *testing.T, want template.Function) {
	var c struct {
		Handler, Runtime, Role string
		Architectures          []string
		Timeout, MemorySize    int
		LoggingConfig          struct{ LogFormat, LogGroup string }
		Environment            struct{ Variables map[string]string }
	}
	d.get(t, "lambda", "/2015-03-31/functions/"+d.physical[want.Name]+"/configuration", &c)
	if diff := cmp.Diff(want.Environment, c.Environment.Variables, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("environment (-read +deployed):\n%s", diff)
	}
	got := template.Function{
		Name: want.Name, Handler: c.Handler, Memory: c.MemorySize, Timeout: time.Duration(c.Timeout) * time.Second,
		Environment: want.Environment, LogFormat: c.LoggingConfig.LogFormat, LogLevel: want.LogLevel, Retries: want.Retries,
	}
	if len(want.Schedules) > 0 {
		got.Retries, got.OnFailure = d.failing(t, want.Name)
		got.Schedules = d.schedules(t, want)
	}
	if len(want.Queues) > 0 {
		got.Queues = d.sources(t, want)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-read +deployed):\n%s", diff)
	}
	stem := strings.TrimSuffix(want.Name, "Function")
	if c.Runtime != "provided.al2023" || !slices.Equal(c.Architectures, []string{"arm64"}) {
		t.Errorf("runs on %s, %v", c.Runtime, c.Architectures)
	}
	if c.Role != d.arn(stem+"Role") || c.LoggingConfig.LogGroup != d.physical[stem+"Logs"] {
		t.Errorf("works as %s, logs to %s; want its own", c.Role, c.LoggingConfig.LogGroup)
	}
}

// failing is what becomes of a function's failed invocations.
func (d *deployed) failing(t *testing.T, name string) (retries int, queue string) {
	t.Helper()
	var c struct {
		MaximumRetryAttempts int
		DestinationConfig    struct{ OnFailure struct{ Destination string } }
	}
	d.get(t, "lambda", "/2019-09-25/functions/"+d.physical[name]+"/event-invoke-config?Qualifier=$LATEST", &c)
	return c.MaximumRetryAttempts, c.DestinationConfig.OnFailure.Destination
}

func (d *deployed) schedules(t *testing.T, f template.Function) (all []template.Schedule) {
	t.Helper()
	for _, s := range f.Schedules {
		var c struct {
			Name, ScheduleExpression string
			Target                   struct {
				Arn, RoleArn, Input string
				DeadLetterConfig    struct{ Arn string }
			}
		}
		id := f.Name + s.Event
		d.get(t, "scheduler", "/schedules/"+d.physical[id], &c)
		if c.Target.Arn != d.arn(f.Name) || c.Target.DeadLetterConfig.Arn != d.arn("ScheduleDeadLetterQueue") || c.Target.RoleArn != d.arn(id+"Role") {
			t.Errorf("%s: %+v", id, c.Target)
		}
		all = append(all, template.Schedule{Event: s.Event, Expression: c.ScheduleExpression, Input: c.Target.Input, V2: true})
	}
	return all
}

func (d *deployed) sources(t *testing.T, f template.Function) (all []template.QueueSource) {
	t.Helper()
	for _, s := range f.Queues {
		var c struct {
			FunctionArn, EventSourceArn, State string
			BatchSize                          int
			MaximumBatchingWindowInSeconds     int
			FunctionResponseTypes              []string
			ScalingConfig                      struct{ MaximumConcurrency int }
		}
		d.get(t, "lambda", "/2015-03-31/event-source-mappings/"+d.physical[f.Name+s.Event], &c)
		if c.FunctionArn != d.arn(f.Name) || c.State != "Enabled" {
			t.Errorf("%s: %+v", f.Name+s.Event, c)
		}
		all = append(all, template.QueueSource{
			Event: s.Event, ARN: c.EventSourceArn, Batch: c.BatchSize, Window: time.Duration(c.MaximumBatchingWindowInSeconds) * time.Second,
			Concurrency: c.ScalingConfig.MaximumConcurrency, Partial: slices.Contains(c.FunctionResponseTypes, "ReportBatchItemFailures"),
		})
	}
	return all
}

// roles holds the roles as they are in the account against the template's statements,
// which other tests hold against the calls: every name in them has become the ARN of
// that resource and of no other.
func (d *deployed) roles(t *testing.T) {
	s := readStack(t)
	for name := range s.all(functionType) {
		stem := strings.TrimSuffix(name, "Function")
		var out struct {
			Document string `xml:"GetRolePolicyResult>PolicyDocument"`
		}
		if err := d.query(t, "iam", "GetRolePolicy", url.Values{"RoleName": {d.physical[stem+"Role"]}, "PolicyName": {stem}}, &out); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := url.QueryUnescape(out.Document)
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Statement []struct{ Action, Resource any }
		}
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatalf("%s: %v in %s", name, err, text)
		}
		var got, want [][2][]string
		for _, st := range document.Statement {
			got = append(got, [2][]string{list(st.Action), list(st.Resource)})
		}
		for _, st := range s.statements(name) {
			var arns []string
			for _, r := range st.resources {
				arns = append(arns, d.arn(r))
			}
			want = append(want, [2][]string{st.actions, arns})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s may (-want +got):\n%s", name, diff)
		}
	}
}
