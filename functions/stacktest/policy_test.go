package stacktest_test

import (
	"slices"
	"strings"
	"testing"
)

// statement is one of a role's.
type statement struct {
	actions   []string
	resources []string // logical names
	leading   []string // patterns of the partition keys it is limited to; nil for all
}

// statements reads what a function's role allows.
func (s stackFile) statements(name string) []statement {
	role := s.Resources[strings.TrimSuffix(text(s.Resources[name].Properties, "Role"), ".Arn")]
	var all []statement
	for _, policy := range asList(role.Properties["Policies"]) {
		for _, x := range asList(at(policy, "PolicyDocument", "Statement")) {
			st := statement{actions: list(at(x, "Action")), resources: list(at(x, "Resource"))}
			for i, r := range st.resources {
				st.resources[i] = strings.TrimSuffix(r, ".Arn")
			}
			if keys := at(x, "Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys"); keys != nil && keys != "" {
				st.leading = list(keys)
			}
			all = append(all, st)
		}
	}
	return all
}

// No role allows everything, or everywhere.
func TestRolesAreNarrow(t *testing.T) {
	s := readStack(t)
	for name := range s.all(functionType) {
		statements := s.statements(name)
		if len(statements) == 0 {
			t.Errorf("%s: its role allows nothing, not even a log", name)
		}
		for _, st := range statements {
			for _, r := range st.resources {
				if _, there := s.Resources[r]; !there {
					t.Errorf("%s: %v on %q, which is no resource of the stack", name, st.actions, r)
				}
			}
			if slices.ContainsFunc(st.actions, func(a string) bool { return strings.Contains(a, "*") }) {
				t.Errorf("%s: %v on %v", name, st.actions, st.resources)
			}
		}
	}
}

// What serves reports cannot read a text, and what the public reaches writes nothing but
// its own rows.
func TestWhoMayReadTexts(t *testing.T) {
	s := readStack(t)
	for name, may := range map[string]struct{ reactions, counters, writes bool }{
		"IntakeFunction":    {false, false, false},
		"ReportFunction":    {false, true, false},
		"DigestFunction":    {false, true, false},
		"PollFunction":      {false, false, false},
		"ClassifyFunction":  {true, true, true},
		"PrivacyFunction":   {true, true, true},
		"ReprocessFunction": {true, true, true},
	} {
		var reactions, counters, writes bool
		for _, st := range s.statements(name) {
			reactions = reactions || slices.Contains(st.resources, "ReactionsTable")
			if !slices.Contains(st.resources, "CountersTable") {
				continue
			}
			counts := st.leading == nil || slices.Contains(st.leading, "n|*")
			counters = counters || counts
			for _, a := range st.actions {
				read := strings.HasSuffix(a, "GetItem") || strings.HasSuffix(a, "Query") || strings.HasSuffix(a, "Scan")
				writes = writes || counts && !read
			}
		}
		if reactions != may.reactions || counters != may.counters || writes != may.writes {
			t.Errorf("%s: reads reactions %v, has to do with counters %v, writes them %v; want %+v", name, reactions, counters, writes, may)
		}
	}
}
