package stacktest_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/template"
)

// The engine's CloudFormation lacks two things that AWS's has. Both are taken out of
// what it is given, and a test asks whether it still lacks them.
const (
	// The alarm over a share of two metrics.
	noMath = "UnclassifiedAlarm"
	// An attribute of a user pool; what it gives is put in its place.
	noURL, urlOfPool = "ProviderURL", "https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}"
)

// It is not asked about what it takes and forgets: time to live, recovery, and
// encryption of tables; the key of topics; the time zone of schedules; which
// characters a secret may have. It takes, where AWS refuses: code that is not
// there; parameters that the template does not have; roles without CAPABILITY_IAM.

// asWritten is what SAM makes of the template.
func asWritten(t *testing.T) (tree map[string]any) {
	t.Helper()
	b, err := expanded()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

func withoutMath(tree map[string]any) map[string]any {
	delete(tree["Resources"].(map[string]any), noMath)
	return tree
}

// withURL puts the text that AWS gives in the place of the attribute.
func withURL(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if cmp.Equal(v["Fn::GetAtt"], []any{"Pool", noURL}) {
			return map[string]any{"Fn::Sub": urlOfPool}
		}
		for key, x := range v {
			v[key] = withURL(x)
		}
	case []any:
		for i, x := range v {
			v[i] = withURL(x)
		}
	}
	return v
}

func adapted(t *testing.T) any {
	t.Helper()
	return withURL(withoutMath(asWritten(t)))
}

// deployed is a stack that the engine has made.
type deployed struct {
	formation
	name, id   string
	parameters map[string]string
	conditions map[string]bool
	written    plainFile
	physical   map[string]string // by logical name
	outputs    map[string]string
}

// variants are the stacks whose every part is looked at.
var variants = []struct {
	name       string
	parameters map[string]string
	conditions map[string]bool
}{
	{"defaults", nil, map[string]bool{"OwnPool": true}},
	{"issuer", map[string]string{
		"OidcIssuer": "https://login.example.org", "OidcClient": "paradox", "Site": "https://paradox.example.org",
		"Email": "marketing@example.org", "RolesClaim": "groups", "ReportZone": "Europe/London", "LogRetentionDays": "90",
	}, map[string]bool{"HasEmail": true, "HasSite": true, "HasRolesClaim": true}},
}

func (f formation) deployed(t *testing.T, i int) *deployed {
	t.Helper()
	v := variants[i]
	d := &deployed{formation: f, name: v.name, parameters: v.parameters, conditions: v.conditions, physical: map[string]string{}, outputs: map[string]string{}}
	b, err := expanded()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &d.written); err != nil {
		t.Fatal(err)
	}
	if err := f.deploy(t, "CreateStack", v.name, adapted(t), v.parameters); err != nil {
		t.Fatalf("creating the stack: %v", err)
	}
	s := f.settled(t, v.name)
	d.id = s.ID
	if s.Status != "CREATE_COMPLETE" {
		t.Fatalf("the stack is %s: %q", s.Status, f.failures(t, v.name))
	}
	for _, o := range s.Outputs {
		d.outputs[o.Key] = o.Value
	}
	for _, r := range f.resources(t, v.name) {
		d.physical[r.Name] = r.Physical
		if r.Status != "CREATE_COMPLETE" || r.Physical == "" || r.Type != d.written.Resources[r.Name].Type {
			t.Errorf("%+v, want a %s that is complete", r, d.written.Resources[r.Name].Type)
		}
	}
	return d
}

// there reports whether what has this condition is part of the stack.
func (d *deployed) there(condition string) bool { return condition == "" || d.conditions[condition] }

// The template, as SAM expands it, becomes a stack with every part that it names.
func TestDeploys(t *testing.T) {
	f := newFormation(t)
	for i, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			d := f.deployed(t, i)
			t.Run("resources", d.everything)
			t.Run("tables", d.tables)
			t.Run("queues", d.queues)
			t.Run("secret", d.secret)
			t.Run("functions", d.functions)
			t.Run("roles", d.roles)
			t.Run("routes", d.routes)
			t.Run("unchanged", d.unchanged)
			t.Run("taken down", d.takenDown)
		})
	}
}

// Two stacks of one account have nothing in common: the second can be made, and the
// first stays whole when it goes. A stage's name is within its API.
func TestTwoStacks(t *testing.T) {
	f := newFormation(t)
	first, second := f.deployed(t, 0), f.deployed(t, 1)
	for name, ref := range first.physical {
		if second.physical[name] == ref && name != "ApiStage" {
			t.Errorf("%s is %s in both", name, ref)
		}
	}
	second.takenDown(t)
	first.functions(t)
}

func (d *deployed) everything(t *testing.T) {
	var want []string
	for name, r := range d.written.Resources {
		if name != noMath && d.there(r.Condition) {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(d.physical))); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	for name, o := range d.written.Outputs {
		switch value, ok := d.outputs[name]; {
		case ok != d.there(o.Condition):
			t.Errorf("output %s: there is one: %v", name, ok)
		case ok && (value == "" || strings.Contains(value, "${")):
			t.Errorf("output %s = %q", name, value)
		case ok && d.physical[name] != "" && value != d.physical[name]:
			t.Errorf("output %s = %q, want %q", name, value, d.physical[name])
		}
	}
	if site := d.parameters["Site"]; site != "" && d.outputs["Address"] != site {
		t.Errorf("output Address = %q, want %q", d.outputs["Address"], site)
	}
}

// The same again is no change.
func (d *deployed) unchanged(t *testing.T) {
	const none = "No updates are to be performed."
	if err := d.deploy(t, "UpdateStack", d.name, adapted(t), d.parameters); err == nil || err.Error() != none {
		t.Errorf("UpdateStack = %v, want %q", err, none)
	}
}

// What may not be lost stays when the stack goes, and nothing else does.
func (d *deployed) takenDown(t *testing.T) {
	if err := d.query(t, "cloudformation", "DeleteStack", url.Values{"StackName": {d.name}}, nil); err != nil {
		t.Fatal(err)
	}
	if s := d.settled(t, d.id); s.Status != "DELETE_COMPLETE" {
		t.Fatalf("the stack is %s: %q", s.Status, d.failures(t, d.id))
	}
	last := map[string]string{}
	for _, e := range d.events(t, d.id) {
		last[e.Name] = e.Status
	}
	for name := range d.physical {
		want := "DELETE_SKIPPED"
		if !strings.HasPrefix(d.written.Resources[name].DeletionPolicy, "Retain") {
			want = "DELETE_COMPLETE"
			delete(d.physical, name)
		}
		if last[name] != want {
			t.Errorf("%s is %s, want %s", name, last[name], want)
		}
	}
	d.tables(t)
	d.queues(t)
	d.secret(t)
}

// What a person can get wrong when they are asked for parameters is refused before
// anything is made.
func TestParametersAreChecked(t *testing.T) {
	f := newFormation(t)
	for name, parameters := range map[string]map[string]string{
		"rule ClientGoesWithIssuer failed: OidcIssuer needs OidcClient": {"OidcIssuer": "https://login.example.org"},
		"'Email' must match pattern":                                    {"Email": "marketing"},
		"'Site' must match pattern":                                     {"Site": "https://paradox.example.org/"},
		"'OidcIssuer' must match pattern":                               {"OidcIssuer": "http://login.example.org", "OidcClient": "paradox"},
		"'ReportZone' must match pattern":                               {"ReportZone": "UTC+1"},
		"'LogRetentionDays' value '8' is not in AllowedValues":          {"LogRetentionDays": "8"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := f.deploy(t, "CreateStack", "refused", adapted(t), parameters); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("CreateStack = %v, want %q", err, name)
			}
		})
	}
}

// The day the engine learns one of these, it is to be asked for it.
func TestWhatTheEngineLacks(t *testing.T) {
	f := newFormation(t)
	for name, c := range map[string]struct {
		template any
		want     string
	}{
		"math": {withURL(asWritten(t)), noMath + ": AWS::CloudWatch::Alarm Properties.Metrics (metric math) is not supported"},
		"pool": {withoutMath(asWritten(t)), "IntakeFunction: Requested attribute ProviderURL does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := f.deploy(t, "CreateStack", name, c.template, nil); err != nil {
				t.Fatal(err)
			}
			status := f.settled(t, name).Status
			if got := f.failures(t, name); status != "ROLLBACK_COMPLETE" || len(got) == 0 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("the stack is %s: %q, want %q", status, got, c.want)
			}
		})
	}
}

// A stage whose limits name a route that is not there yet is refused by AWS, and by
// neither linters nor the engine.
func TestStageComesAfterItsRoutes(t *testing.T) {
	s := readStack(t)
	for name, stage := range s.all("AWS::ApiGatewayV2::Stage") {
		limits, _ := stage.Properties["RouteSettings"].(map[string]any)
		for route, r := range s.all("AWS::ApiGatewayV2::Route") {
			key := text(r.Properties, "RouteKey")
			if _, limited := limits[key]; limited && !slices.Contains(list(stage.DependsOn), route) {
				t.Errorf("%s has limits for %s and does not wait for %s", name, key, route)
			}
			delete(limits, key)
		}
		if len(limits) > 0 {
			t.Errorf("%s has limits for routes that nothing answers: %v", name, limits)
		}
	}
}

// values are what the engine made, for our own reading of the template.
func (d *deployed) values(t *testing.T) template.Values {
	t.Helper()
	v := template.Values{Parameters: d.parameters, Resources: map[string]template.Provided{}}
	for name := range readStack(t).Resources {
		if ref, ok := d.physical[name]; ok {
			v.Resources[name] = template.Provided{Ref: ref, Attributes: map[string]string{"Arn": d.arn(name), noURL: "https://cognito-idp.eu-central-1.amazonaws.com/" + ref}}
		}
	}
	return v
}
