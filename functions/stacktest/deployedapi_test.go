package stacktest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/template"
)

// deployedRoute is a route, an integration or a stage as the API's own service tells it.
type deployedRoute struct {
	RouteKey, Target string

	IntegrationID        string `json:"integrationId"`
	IntegrationURI       string `json:"integrationUri"`
	PayloadFormatVersion string
	TimeoutInMillis      int

	StageName            string
	AutoDeploy           bool
	DefaultRouteSettings throttling
	RouteSettings        map[string]throttling
}

type throttling struct {
	ThrottlingRateLimit  float64
	ThrottlingBurstLimit int
}

func (d *deployed) parts(t *testing.T, kind string) []deployedRoute {
	t.Helper()
	var out struct{ Items []deployedRoute }
	d.get(t, "apigateway", "/v2/apis/"+d.physical["Api"]+"/"+kind, &out)
	return out.Items
}

// routes follows each route through its integration to a function that lets the API in,
// and holds what is found against infra/template's reading.
func (d *deployed) routes(t *testing.T) {
	read, err := template.Find()
	if err != nil {
		t.Fatal(err)
	}
	with, err := read.With(d.values(t))
	if err != nil {
		t.Fatal(err)
	}
	want, err := with.APIs()
	if err != nil {
		t.Fatal(err)
	}
	stages := d.parts(t, "stages")
	if len(want) != 1 || len(stages) != 1 || !stages[0].AutoDeploy {
		t.Fatalf("%d APIs, stages %+v; want one each, deployed at once", len(want), stages)
	}
	integrations := map[string]deployedRoute{}
	for _, i := range d.parts(t, "integrations") {
		integrations["integrations/"+i.IntegrationID] = i
	}
	got := template.API{Name: "Api", Stage: stages[0].StageName}
	for _, r := range d.parts(t, "routes") {
		i := integrations[r.Target]
		name := d.called(i.IntegrationURI)
		if i.PayloadFormatVersion != "2.0" || name == "" {
			t.Errorf("%s goes to %q, %+v", r.RouteKey, r.Target, i)
			continue
		}
		limits, own := stages[0].RouteSettings[r.RouteKey]
		if !own {
			limits = stages[0].DefaultRouteSettings
		}
		got.Routes = append(got.Routes, template.Route{
			Key: r.RouteKey, Function: name, Within: time.Duration(i.TimeoutInMillis) * time.Millisecond,
			Limits: template.Throttle{Rate: limits.ThrottlingRateLimit, Burst: limits.ThrottlingBurstLimit},
		})
		d.letIn(t, name)
	}
	byKey := func(a, b template.Route) int { return strings.Compare(a.Key, b.Key) }
	slices.SortFunc(got.Routes, byKey)
	slices.SortFunc(want[0].Routes, byKey)
	if diff := cmp.Diff(want[0], got); diff != "" {
		t.Errorf("the API (-read +deployed):\n%s", diff)
	}
}

// called is the function that has the ARN; "" if none of the stack has.
func (d *deployed) called(arn string) string {
	for name := range d.each("AWS::Lambda::Function") {
		if d.arn(name) == arn {
			return name
		}
	}
	return ""
}

// letIn asks whether the function lets this API in, and no other.
func (d *deployed) letIn(t *testing.T, name string) {
	t.Helper()
	var out struct{ Policy string }
	d.get(t, "lambda", "/2015-03-31/functions/"+d.physical[name]+"/policy", &out)
	var policy struct {
		Statement []struct {
			Effect, Action, Resource string
			Principal                struct{ Service string }
			Condition                struct {
				ArnLike map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(out.Policy), &policy); err != nil {
		t.Fatal(err)
	}
	from := "arn:aws:execute-api:eu-central-1:000000000000:" + d.physical["Api"] + "/*"
	if len(policy.Statement) != 1 {
		t.Fatalf("%s lets in %+v, want the API alone", name, policy.Statement)
	}
	if s := policy.Statement[0]; s.Effect != "Allow" || s.Action != "lambda:InvokeFunction" || s.Resource != d.arn(name) ||
		s.Principal.Service != "apigateway.amazonaws.com" || s.Condition.ArnLike["AWS:SourceArn"] != from {
		t.Errorf("%s lets in %+v, want %s", name, s, from)
	}
}
