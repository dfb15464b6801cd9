package template_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/template"
)

const small = `
Resources:
  B:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: 3
      Redrive: { target: !GetAtt A.Arn, count: 5 }
  A: { Type: AWS::SQS::Queue }
  F:
    Type: AWS::Serverless::Function
    Properties: { Name: !Sub "x-${Y}" }
`

type redrive struct {
	Target string `yaml:"target"`
	Count  int    `yaml:"count"`
}

type properties struct {
	Delay   int     `yaml:"DelaySeconds"`
	Redrive redrive `yaml:"Redrive"`
}

func TestResources(t *testing.T) {
	tmpl, err := template.Parse([]byte(small))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	var names []string
	for _, r := range tmpl.Type("AWS::SQS::Queue") {
		names = append(names, r.Name)
	}
	if diff := cmp.Diff([]string{"B", "A"}, names); diff != "" {
		t.Errorf("Type (-want +got):\n%s", diff)
	}
	b, err := tmpl.Resource("B")
	if err != nil {
		t.Fatalf("Resource: %v", err)
	}
	var got properties
	if err := b.Load(&got); err != nil {
		t.Fatalf("Load: %v", err)
	}
	if diff := cmp.Diff(properties{3, redrive{"A.Arn", 5}}, got); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	none, err := tmpl.Resource("A")
	if err != nil {
		t.Fatalf("Resource: %v", err)
	}
	if err := none.Load(&struct{}{}); err != nil {
		t.Errorf("Load without properties = %v", err)
	}
}

func TestErrors(t *testing.T) {
	tmpl, err := template.Parse([]byte(small))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	if _, err := tmpl.Resource("C"); err == nil || !strings.Contains(err.Error(), "C") {
		t.Errorf("Resource of another name = %v", err)
	}
	f, _ := tmpl.Resource("F")
	if err := f.Load(&map[string]any{}); err == nil || !strings.Contains(err.Error(), "!Sub") {
		t.Errorf("Load with a function = %v, want it named", err)
	}
	b, _ := tmpl.Resource("B")
	var some struct {
		Delay int `yaml:"DelaySeconds"`
	}
	if err := b.Load(&some); err == nil || !strings.Contains(err.Error(), "Redrive") {
		t.Errorf("Load without a place for a property = %v, want it named", err)
	}
	for _, bad := range []string{"", "Resources: [a]", "a: b: c", "Resources: { A: [b] }"} {
		if _, err := template.Parse([]byte(bad)); err == nil {
			t.Errorf("Parse(%q) is no error", bad)
		}
	}
}

// The project's own is found from a package's folder, and has its tables.
func TestFind(t *testing.T) {
	tmpl, err := template.Find()
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	if len(tmpl.Type("AWS::DynamoDB::Table")) < 2 {
		t.Errorf("the template has less than two tables")
	}
	t.Chdir(t.TempDir())
	if _, err := template.Find(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Find elsewhere = %v, want fs.ErrNotExist", err)
	}
}
