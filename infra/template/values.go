package template

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Values are what a deployment makes of the template's names.
type Values struct {
	Parameters map[string]string   // in place of the defaults
	Resources  map[string]Provided // by logical name
	Region     string              // eu-central-1 if it is empty
	Account    string              // 000000000000 if it is empty
	Stack      string              // the stack's name; local if it is empty
}

// Provided is what stands for a resource.
type Provided struct {
	Ref        string            // what !Ref gives: a table's name, a queue's address
	Attributes map[string]string // what !GetAtt gives, as Arn
}

// Deployment is a template with its values. It is safe for concurrent use.
type Deployment struct {
	t      *Template
	values Values
	params map[string]*yaml.Node
}

// parameter is one as the template declares it.
type parameter struct {
	Type          string               `yaml:"Type"`
	Default       *string              `yaml:"Default"`
	AllowedValues []string             `yaml:"AllowedValues"`
	Pattern       *string              `yaml:"AllowedPattern"`
	Rest          map[string]yaml.Node `yaml:",inline"`
}

// With gives the template its values. Every parameter without a value and without a
// default is an error, as is a value that is not allowed or belongs to no parameter.
func (t *Template) With(v Values) (*Deployment, error) {
	v.Region = or(v.Region, "eu-central-1")
	v.Account = or(v.Account, "000000000000")
	v.Stack = or(v.Stack, "local")
	d := &Deployment{t: t, values: v, params: map[string]*yaml.Node{}}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(t.parameters)) {
		n, err := t.parameters[name].value(v.Parameters, name)
		if err != nil {
			errs = append(errs, fmt.Errorf("parameter %s: %w", name, err))
		}
		d.params[name] = n
	}
	for _, name := range slices.Sorted(maps.Keys(v.Parameters)) {
		if _, ok := t.parameters[name]; !ok {
			errs = append(errs, fmt.Errorf("parameter %s: the template has none of this name", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v.Resources)) {
		if _, ok := t.raw[name]; !ok {
			errs = append(errs, fmt.Errorf("resource %s: the template has none of this name", name))
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("the template's values: %w", errors.Join(errs...))
	}
	return d, nil
}

// value is what the parameter has: what was given, or its default.
func (p parameter) value(given map[string]string, name string) (*yaml.Node, error) {
	text, ok := given[name]
	if !ok && p.Default == nil {
		return nil, errors.New("has no default and no value")
	}
	if !ok {
		text = *p.Default
	}
	if len(p.AllowedValues) > 0 && !slices.Contains(p.AllowedValues, text) {
		return nil, errors.New("the value is not one of those allowed")
	}
	if p.Pattern != nil {
		pattern, err := regexp.Compile(`\A(?:` + *p.Pattern + `)\z`)
		if err != nil {
			return nil, fmt.Errorf("AllowedPattern: %w", err)
		}
		if !pattern.MatchString(text) {
			return nil, errors.New("the value does not match AllowedPattern")
		}
	}
	switch {
	case strings.HasPrefix(p.Type, "AWS::SSM::"):
		return nil, fmt.Errorf("type %s: nothing is looked up here", p.Type)
	case p.Type == "CommaDelimitedList" || strings.HasPrefix(p.Type, "List<"):
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for item := range strings.SplitSeq(text, ",") {
			list.Content = append(list.Content, scalar(strings.TrimSpace(item), 0))
		}
		return list, nil
	}
	return scalar(text, 0), nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
