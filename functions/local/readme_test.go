package main_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// readme is the README, and the template that its operations chapter is about.
func readme(t *testing.T) (text string, stack struct {
	Parameters map[string]struct {
		Default any `yaml:"Default"`
	} `yaml:"Parameters"`
	Resources map[string]struct {
		Type           string `yaml:"Type"`
		DeletionPolicy string `yaml:"DeletionPolicy"`
	} `yaml:"Resources"`
	Outputs map[string]any `yaml:"Outputs"`
}) {
	t.Helper()
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Load(template, &stack); err != nil {
		t.Fatal(err)
	}
	return string(b), stack
}

// rows are the beginnings of the rows of the README's tables that match.
func rows(text, pattern string) []string {
	var found []string
	for _, m := range regexp.MustCompile(`(?m)^\| `+pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, strings.Join(m[1:], " "))
	}
	slices.Sort(found)
	return found
}

// The README explains every parameter, with its default, and every alarm, and no other.
func TestReadmeKnowsTheTemplate(t *testing.T) {
	text, stack := readme(t)
	var parameters, alarms []string
	for name, p := range stack.Parameters {
		standing := "*empty*"
		if d := fmt.Sprint(p.Default); d != "" {
			standing = "`" + d + "`"
		}
		parameters = append(parameters, name+" "+standing)
	}
	for name, r := range stack.Resources {
		if r.Type == "AWS::CloudWatch::Alarm" {
			alarms = append(alarms, name)
		}
	}
	slices.Sort(parameters)
	slices.Sort(alarms)
	_, deploy, _ := strings.Cut(text, "### Deploy to AWS")
	deploy, _, _ = strings.Cut(deploy, "\n#")
	if diff := cmp.Diff(parameters, rows(deploy, "`([A-Z][A-Za-z]+)` \\| (\\*empty\\*|`[^`]+`) \\|")); diff != "" {
		t.Errorf("parameters (-template +README):\n%s", diff)
	}
	if diff := cmp.Diff(alarms, rows(text, "`([A-Z][A-Za-z]+Alarm)` \\|")); diff != "" {
		t.Errorf("alarms (-template +README):\n%s", diff)
	}
	for _, m := range regexp.MustCompile(`\b(out|res) "?([A-Z][A-Za-z]+)`).FindAllStringSubmatch(text, -1) {
		_, output := stack.Outputs[m[2]]
		_, resource := stack.Resources[m[2]]
		made := m[2] == "ClassifyFunctionQueue" // SAM's, of the function and its event
		if m[1] == "out" && !output || m[1] == "res" && !resource && !made {
			t.Errorf("%s %s: the template has none", m[1], m[2])
		}
	}
}

// What the README says stays when the stack goes is what the template retains.
func TestReadmeTearDown(t *testing.T) {
	text, stack := readme(t)
	_, down, _ := strings.Cut(text, "### Tear down")
	down, _, _ = strings.Cut(down, "\n### ")
	for name, r := range stack.Resources {
		if !strings.HasPrefix(r.DeletionPolicy, "Retain") || r.Type == "AWS::Cognito::UserPoolGroup" { // which goes with its pool
			continue
		}
		gone := map[string]string{
			"ReactionsTable": "$PARADOX_REACTIONS_TABLE", "CountersTable": "$PARADOX_COUNTERS_TABLE", "ErasuresTable": "$PARADOX_ERASURES_TABLE",
			"ReactionsQueue": "$PARADOX_QUEUE_URL", "QuarantineQueue": "$PARADOX_QUARANTINE_URL", "DeadLetterQueue": "$dead_letters",
			"Pool": "$pool", "Secret": "$PARADOX_SECRET_ID",
		}[name]
		if gone == "" || !strings.Contains(down, gone) {
			t.Errorf("%s is retained, and the README does not say how it is deleted", name)
		}
	}
}

// Its commands are the program's, with flags that they have, and its links lead
// somewhere.
func TestReadmeCommands(t *testing.T) {
	text, _ := readme(t)
	h := newHome(t)
	general, n := h.good("--help"), 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		for _, m := range regexp.MustCompile(`\./paradox ([^#|&\n]*)`).FindAllStringSubmatch(block[1], -1) {
			words := strings.Fields(m[1])
			command := slices.IndexFunc(words, func(w string) bool { return !regexp.MustCompile(`^[a-z]+$`).MatchString(w) })
			if command < 0 {
				command = len(words)
			}
			help := general + h.good(append(slices.Clone(words[:command]), "--help")...)
			if n++; command > 0 && !strings.Contains(help, "Usage: paradox "+strings.Join(words[:min(command, 2)], " ")) {
				t.Errorf("paradox %s: there is no such command", m[1])
			}
			for _, w := range words {
				flag, _, _ := strings.Cut(w, "=")
				if strings.HasPrefix(flag, "--") && !regexp.MustCompile(regexp.QuoteMeta(flag)+`[=\s]`).MatchString(help) {
					t.Errorf("paradox %s: there is no flag %s", m[1], flag)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d commands were found", n)
	}
	headings := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		headings["#"+strings.NewReplacer(" ", "-", ",", "", "'", "").Replace(strings.ToLower(m[1]))] = true
	}
	for _, m := range regexp.MustCompile(`\]\((#[^)]+)\)`).FindAllStringSubmatch(text, -1) {
		if !headings[m[1]] {
			t.Errorf("%s leads nowhere; there are %v", m[1], slices.Sorted(maps.Keys(headings)))
		}
	}
}
