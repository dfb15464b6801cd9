package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/template"
)

// values stand for what testdata/stack.yaml defines.
func values() template.Values {
	return template.Values{
		Parameters: map[string]string{"Needed": "x"},
		Resources: map[string]template.Provided{
			"Table": {Ref: "t-1", Attributes: map[string]string{"Arn": "arn:t"}},
			"Queue": {Ref: "http://q", Attributes: map[string]string{"Arn": "arn:q"}},
			"Dead":  {Ref: "http://d", Attributes: map[string]string{"Arn": "arn:d"}},
			"Pool":  {Ref: "p-1"},
			"Api":   {Ref: "api1"},
		},
	}
}

func stack(t *testing.T) *template.Template {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "stack.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := template.Parse(b)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return parsed
}

func with(t *testing.T, v template.Values) *template.Deployment {
	t.Helper()
	d, err := stack(t).With(v)
	if err != nil {
		t.Fatalf("With: %v", err)
	}
	return d
}

func TestFunctions(t *testing.T) {
	got, err := with(t, values()).Functions()
	if err != nil {
		t.Fatalf("Functions: %v", err)
	}
	want := []template.Function{
		{
			Name: "Work", Handler: "bootstrap", Memory: 256, Timeout: 30 * time.Second, LogFormat: "JSON", LogLevel: "DEBUG", Retries: 2,
			Environment: map[string]string{"ZONE": "Europe/Warsaw", "SHARED": "own", "TABLE": "t-1", "ARN": "arn:t", "LONG": "arn:q"},
			Queues: []template.QueueSource{
				{Event: "Queue", ARN: "arn:q", Batch: 50, Window: 2 * time.Second, Concurrency: 5, Partial: true},
				{Event: "Other", ARN: "arn:q", Batch: 10},
			},
		},
		{
			Name: "Night", Handler: "bootstrap", Memory: 256, Timeout: 10 * time.Second, Retries: 1, OnFailure: "arn:d", DeadLetters: "arn:d",
			Environment: map[string]string{
				"ZONE": "Europe/Warsaw", "SHARED": "global", "SITE": "https://api1.execute-api.eu-central-1.amazonaws.com",
				"BOTH": "no", "ANY": "yes", "SUB": "Europe/Warsaw/arn:t/${Left}/a,b", "JOIN": "000000000000-Europe/Warsaw-7",
				"PART": "Warsaw", "NUMBER": "50", "WORD": "null-like",
			},
			Schedules: []template.Schedule{
				{Event: "Daily", Expression: "rate(1 day)", Input: `{"day":1}`, V2: true},
				{Event: "Weekly", Expression: "cron(0 7 ? * MON *)"},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Functions (-want +got):\n%s", diff)
	}
}

// Parameters take the place of defaults, and conditions follow them.
func TestParameters(t *testing.T) {
	v := values()
	v.Region, v.Account = "eu-west-1", "123456789012"
	v.Parameters = map[string]string{"Needed": "60", "Site": "https://example.org", "Zone": "Etc/UTC", "Size": "10"}
	got, err := with(t, v).Functions()
	if err != nil {
		t.Fatalf("Functions: %v", err)
	}
	if len(got) != 3 || got[2].Name != "Never" || got[2].Timeout != time.Minute {
		t.Fatalf("Functions = %+v, want Never with a minute", got)
	}
	if got[0].Queues[0].Batch != 10 {
		t.Errorf("batch %d, want 10", got[0].Queues[0].Batch)
	}
	env := got[1].Environment
	for name, want := range map[string]string{
		"SITE": "https://example.org", "GONE": "p-1", "BOTH": "yes", "JOIN": "123456789012-Etc/UTC-7", "NUMBER": "10", "PART": "UTC",
	} {
		if env[name] != want {
			t.Errorf("%s = %q, want %q", name, env[name], want)
		}
	}
}

func TestAPIs(t *testing.T) {
	got, err := with(t, values()).APIs()
	if err != nil {
		t.Fatalf("APIs: %v", err)
	}
	want := []template.API{{Name: "Api", Stage: "live", Routes: []template.Route{
		{Key: "ANY /x/{id}", Function: "Work", Within: 5 * time.Second, Limits: template.Throttle{Rate: 2.5, Burst: 5}},
		{Key: "$default", Function: "Night", Within: 30 * time.Second, Limits: template.Throttle{Rate: 20, Burst: 40}},
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("APIs (-want +got):\n%s", diff)
	}
	keys, err := with(t, values()).HashKeys()
	if err != nil {
		t.Fatalf("HashKeys: %v", err)
	}
	if diff := cmp.Diff(map[string]string{"t-1": "owner"}, keys); diff != "" {
		t.Errorf("HashKeys (-want +got):\n%s", diff)
	}
}

func TestValuesAreChecked(t *testing.T) {
	v := template.Values{
		Parameters: map[string]string{"Size": "11", "Site": "ftp://x", "Nobody": "1"},
		Resources:  map[string]template.Provided{"Ghost": {}},
	}
	_, err := stack(t).With(v)
	for _, want := range []string{"parameter Needed: has no default", "parameter Size: the value is not one", "parameter Site: the value does not match", "parameter Nobody: the template has none", "resource Ghost: the template has none"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("With = %v, want %q in it", err, want)
		}
	}
}

// What cannot be resolved names resource, property and line.
func TestUnresolved(t *testing.T) {
	const head = "Parameters: { P: { Type: String, Default: p } }\nConditions: { No: !Equals [!Ref P, q], Round: !Condition Round }\nResources:\n  Q: { Type: AWS::SQS::Queue, Condition: No }\n  R: { Type: AWS::SQS::Queue }\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      "
	for _, tt := range []struct{ name, properties, want string }{
		{"no value", "Environment: { Variables: { A: !Ref R } }", "F.Environment.Variables: A: line 9: !Ref: R: nothing stands for it here"},
		{"no attribute", "Environment: { Variables: { A: !GetAtt R.Arn } }", "R: nothing stands for it here"},
		{"no name", "Environment: { Variables: { A: !Sub 'x ${Nobody}' } }", "F.Environment.Variables: A: line 9: !Sub: Nobody: the template has no such"},
		{"by condition", "Environment: { Variables: { A: !Ref Q } }", "Q: not part of the stack"},
		{"import", "Environment: { Variables: { A: !ImportValue x } }", "!ImportValue: not understood here"},
		{"pseudo", "Environment: { Variables: { A: !Ref 'AWS::NotificationARNs' } }", "AWS::NotificationARNs: not known here"},
		{"condition", "Environment: { Variables: { A: !If [Maybe, 1, 2] } }", "condition Maybe: the template has none"},
		{"circle", "Environment: { Variables: { A: !If [Round, 1, 2] } }", "condition Round: refers to itself"},
		{"arguments", "Environment: { Variables: { A: !Join [x] } }", "!Join: want two arguments"},
		{"no element", "Environment: { Variables: { A: !Select [2, [a, b]] } }", `no element "2" in a list of 2`},
		{"property", "VpcConfig: {}", "F.VpcConfig: line 9: not known here"},
		{"type", "Timeout: long", "F.Timeout: line 9"},
		{"event", "Events: { E: { Type: S3 } }", "F.Events.E.Properties: line 9: nobody here sends events of type S3"},
		{"filter", "Events: { E: { Type: SQS, Properties: { Queue: q, FilterCriteria: {} } } }", "F.Events.E.Properties.FilterCriteria: line 9: not known here"},
		{"no queue", "Events: { E: { Type: SQS, Properties: {} } }", "F.Events.E.Properties.Queue: missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parsed, err := template.Parse([]byte(head + tt.properties))
			if err != nil {
				t.Fatalf("Parse: %v", err)
			}
			d, err := parsed.With(template.Values{})
			if err != nil {
				t.Fatalf("With: %v", err)
			}
			if _, err := d.Functions(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Functions = %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestUnusableAPIs(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "stack.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, from, to, want string }{
		{"WebSocket", "ProtocolType: HTTP", "ProtocolType: WEBSOCKET", `Api.ProtocolType: "WEBSOCKET" is not done here`},
		{"authorization", "RouteKey: 'ANY /x/{id}'", "AuthorizationType: JWT, RouteKey: 'ANY /x/{id}'", `RouteX.AuthorizationType: "JWT" is not done here`},
		{"limits of nothing", "{ 'ANY /x/{id}':", "{ 'GET /x':", "Stage.RouteSettings.GET /x: Api has no such route"},
		{"no function", "IntegrationUri: !GetAtt Work.Arn", "IntegrationUri: !GetAtt Queue.Arn", "Integration.IntegrationUri: line"},
		{"format", "PayloadFormatVersion: '2.0', TimeoutInMillis", "PayloadFormatVersion: '1.0', TimeoutInMillis", `Integration.PayloadFormatVersion: "1.0"`},
		{"no stage", "Type: AWS::ApiGatewayV2::Stage", "Type: X::Y", "Api: has 0 stages"},
		{"body", "{ ProtocolType: HTTP }", "{ ProtocolType: HTTP, Body: {} }", "Api.Body: line"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(string(whole), tt.from, tt.to, 1)
			if text == string(whole) {
				t.Fatalf("no %q in the template", tt.from)
			}
			parsed, err := template.Parse([]byte(text))
			if err != nil {
				t.Fatalf("Parse: %v", err)
			}
			d, err := parsed.With(values())
			if err != nil {
				t.Fatalf("With: %v", err)
			}
			if _, err := d.APIs(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("APIs = %v, want %q in it", err, tt.want)
			}
		})
	}
}

// The project's own template is read whole, whatever stands for its resources.
func TestOwnTemplate(t *testing.T) {
	own, err := template.Find()
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	v := template.Values{Resources: map[string]template.Provided{}}
	for _, kind := range []string{
		"AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SecretsManager::Secret", "AWS::SNS::Topic",
		"AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::ApiGatewayV2::Api", "AWS::KMS::Key",
	} {
		for _, r := range own.Type(kind) {
			v.Resources[r.Name] = template.Provided{Ref: "ref-" + r.Name, Attributes: map[string]string{
				"Arn": "arn-" + r.Name, "ProviderURL": "https://" + r.Name,
			}}
		}
	}
	d, err := own.With(v)
	if err != nil {
		t.Fatalf("With: %v", err)
	}
	functions, err := d.Functions()
	if err != nil {
		t.Errorf("Functions: %v", err)
	}
	apis, err := d.APIs()
	if err != nil {
		t.Errorf("APIs: %v", err)
	}
	if len(functions) == 0 || len(apis) == 0 || len(apis[0].Routes) == 0 {
		t.Errorf("%d functions, %d APIs: %+v", len(functions), len(apis), apis)
	}
}
