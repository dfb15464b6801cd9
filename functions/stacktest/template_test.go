package stacktest_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// resource is one of the template's, its functions as plain values: !GetAtt
// ReactionsTable.Arn is "ReactionsTable.Arn", !Sub its text, and !If its list.
type resource struct {
	Type           string         `yaml:"Type"`
	Properties     map[string]any `yaml:"Properties"`
	DeletionPolicy string         `yaml:"DeletionPolicy"`
	DependsOn      any            `yaml:"DependsOn"`
}

// stackFile is template.yaml as far as these tests read it.
type stackFile struct {
	Globals struct {
		Function map[string]any `yaml:"Function"`
	} `yaml:"Globals"`
	Parameters map[string]struct {
		Description string `yaml:"Description"`
		Default     any    `yaml:"Default"`
	} `yaml:"Parameters"`
	Resources map[string]resource `yaml:"Resources"`
}

func readStack(t *testing.T) stackFile {
	t.Helper()
	b, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var s stackFile
	if err := yaml.Load(b, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Resources) < 20 {
		t.Fatalf("only %d resources were read", len(s.Resources))
	}
	return s
}

// all yields the resources of a type by name, in order.
func (s stackFile) all(kind string) func(func(string, resource) bool) {
	return func(yield func(string, resource) bool) {
		for _, name := range slices.Sorted(maps.Keys(s.Resources)) {
			if r := s.Resources[name]; r.Type == kind && !yield(name, r) {
				return
			}
		}
	}
}

// at follows a path of keys into a value; "" where it ends early.
func at(v any, path ...string) any {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[key]
	}
	return v
}

func text(v any, path ...string) string { return fmt.Sprint(at(v, path...)) }

// list is a value that may stand alone or in a list.
func list(v any) []string {
	if vs, ok := v.([]any); ok {
		var all []string
		for _, x := range vs {
			all = append(all, fmt.Sprint(x))
		}
		return all
	}
	return []string{fmt.Sprint(v)}
}

const (
	functionType = "AWS::Serverless::Function"
	tableType    = "AWS::DynamoDB::Table"
	queueType    = "AWS::SQS::Queue"
)

// Every function runs on arm64 from a binary that make builds, writes its log as JSON
// into a group of its own whose lines end, and has a role of its own.
func TestFunctions(t *testing.T) {
	s := readStack(t)
	if got := list(s.Globals.Function["Architectures"]); !slices.Equal(got, []string{"arm64"}) {
		t.Errorf("architectures are %v", got)
	}
	if got := s.Globals.Function["Runtime"]; got != "provided.al2023" {
		t.Errorf("runtime is %v", got)
	}
	roles := map[string]string{}
	n := 0
	for name, f := range s.all(functionType) {
		n++
		verb := strings.ToLower(strings.TrimSuffix(name, "Function"))
		if _, err := os.Stat("../" + verb + "/lambda/main.go"); err != nil {
			t.Errorf("%s: no main: %v", name, err)
		}
		group := s.Resources[text(f.Properties, "LoggingConfig", "LogGroup")]
		if group.Type != "AWS::Logs::LogGroup" || at(group.Properties, "RetentionInDays") == nil || text(f.Properties, "LoggingConfig", "LogFormat") != "JSON" {
			t.Errorf("%s: its log has no group with an end", name)
		}
		role := strings.TrimSuffix(text(f.Properties, "Role"), ".Arn")
		if other, shared := roles[role]; shared || s.Resources[role].Type != "AWS::IAM::Role" {
			t.Errorf("%s: role %q is no role of its own (%s)", name, role, other)
		}
		roles[role] = name
	}
	if n != 7 {
		t.Errorf("%d functions, want 7", n)
	}
}

// A main is at most 40 lines: what it is made of, and no more.
func TestMainsAreShort(t *testing.T) {
	for name := range readStack(t).all(functionType) {
		path := "../" + strings.ToLower(strings.TrimSuffix(name, "Function")) + "/lambda/main.go"
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), "\n"); n > 40 {
			t.Errorf("%s has %d lines", path, n)
		}
	}
}

// While Lambda may try a batch again, nobody else gets its messages; and whoever is
// handed messages says which of them failed.
func TestEventSources(t *testing.T) {
	s := readStack(t)
	n := 0
	for name, f := range s.all(functionType) {
		timeout := number(t, f.Properties["Timeout"], s.Globals.Function["Timeout"])
		events, _ := f.Properties["Events"].(map[string]any)
		for event, e := range events {
			if text(e, "Type") != "SQS" {
				continue
			}
			n++
			p := at(e, "Properties")
			q := s.Resources[strings.TrimSuffix(text(p, "Queue"), ".Arn")]
			visibility, window := number(t, q.Properties["VisibilityTimeout"]), number(t, at(p, "MaximumBatchingWindowInSeconds"), 0)
			if visibility < 6*timeout+window {
				t.Errorf("%s.%s: visibility %d s is below 6 × %d + %d", name, event, visibility, timeout, window)
			}
			if !slices.Equal(list(at(p, "FunctionResponseTypes")), []string{"ReportBatchItemFailures"}) {
				t.Errorf("%s.%s: a message that fails takes its batch with it", name, event)
			}
			if number(t, at(p, "ScalingConfig", "MaximumConcurrency"), 0) < 2 {
				t.Errorf("%s.%s: its concurrency has no limit", name, event)
			}
			if text(q.Properties, "RedrivePolicy", "deadLetterTargetArn") == "" {
				t.Errorf("%s.%s: its queue has no dead letters", name, event)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d queues are read, want 1", n)
	}
}

// What nobody waits for has a place where its failures end, and that is watched.
func TestNothingFailsUnheard(t *testing.T) {
	s := readStack(t)
	watched := map[string]bool{}
	for _, a := range s.all("AWS::CloudWatch::Alarm") {
		if len(list(a.Properties["AlarmActions"])) == 0 {
			t.Errorf("%v: nobody is told", a.Properties["AlarmDescription"])
		}
		for _, d := range asList(a.Properties["Dimensions"]) {
			watched[strings.TrimSuffix(text(d, "Value"), ".QueueName")] = true
		}
	}
	ends := map[string]bool{}
	for name, f := range s.all(functionType) {
		events, _ := f.Properties["Events"].(map[string]any)
		for event, e := range events {
			if text(e, "Type") == "SQS" {
				continue
			}
			dead := strings.TrimSuffix(text(e, "Properties", "DeadLetterConfig", "Arn"), ".Arn")
			failed := strings.TrimSuffix(text(f.Properties, "EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"), ".Arn")
			for _, end := range []string{dead, failed} {
				if s.Resources[end].Type != queueType {
					t.Errorf("%s.%s: failures end nowhere (%q)", name, event, end)
				}
				ends[end] = true
			}
		}
	}
	for _, q := range s.all(queueType) {
		if end := strings.TrimSuffix(text(q.Properties, "RedrivePolicy", "deadLetterTargetArn"), ".Arn"); s.Resources[end].Type == queueType {
			ends[end] = true
		}
	}
	ends["QuarantineQueue"] = true
	for end := range ends {
		if !watched[end] {
			t.Errorf("no alarm watches %s", end)
		}
	}
}

// What is kept is encrypted, can be restored, and stays when the stack goes.
func TestWhatIsKept(t *testing.T) {
	s := readStack(t)
	for name, r := range s.all(tableType) {
		p := r.Properties
		if r.DeletionPolicy != "Retain" || text(p, "DeletionProtectionEnabled") != "true" || text(p, "BillingMode") != "PAY_PER_REQUEST" ||
			text(p, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") != "true" || text(p, "SSESpecification", "SSEEnabled") != "true" {
			t.Errorf("%s is not kept as it must be", name)
		}
	}
	for name, r := range s.all(queueType) {
		if text(r.Properties, "SqsManagedSseEnabled") != "true" {
			t.Errorf("%s is not encrypted", name)
		}
		if r.Properties["MessageRetentionPeriod"] == nil {
			t.Errorf("%s keeps messages for nobody knows how long", name)
		}
	}
	for name, r := range s.all("AWS::SNS::Topic") {
		if r.Properties["KmsMasterKeyId"] == nil {
			t.Errorf("%s is not encrypted", name)
		}
	}
	for name, r := range s.all("AWS::Logs::LogGroup") {
		if r.Properties["RetentionInDays"] == nil {
			t.Errorf("%s never ends", name)
		}
	}
	if r := s.Resources["Secret"]; r.Type != "AWS::SecretsManager::Secret" || r.DeletionPolicy != "RetainExceptOnCreate" {
		t.Error("the secret goes with the stack, and every receipt with it")
	}
}

// Every parameter is explained, and none is asked for that could be done without.
func TestParameters(t *testing.T) {
	for name, p := range readStack(t).Parameters {
		if len(p.Description) < 30 || p.Default == nil {
			t.Errorf("%s: description %q, default %v", name, p.Description, p.Default)
		}
	}
}

func asList(v any) []any {
	vs, _ := v.([]any)
	return vs
}

// number is the first of vs that is one.
func number(t *testing.T, vs ...any) int {
	t.Helper()
	for _, v := range vs {
		if n, ok := v.(int); ok {
			return n
		}
	}
	t.Fatalf("no number in %v", vs)
	return 0
}
