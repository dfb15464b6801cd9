package template

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"
)

// Name is the template's file, at the root of the project.
const Name = "template.yaml"

// Template is what was read of one. It is safe for concurrent use.
type Template struct {
	resources  []Resource
	raw        map[string]section // the resources as they are written, by name
	parameters map[string]parameter
	conditions map[string]yaml.Node
	globals    map[string]yaml.Node // as Function
}

// section is a resource as it is written.
type section struct {
	Type       string    `yaml:"Type"`
	Condition  string    `yaml:"Condition"`
	Properties yaml.Node `yaml:"Properties"`
}

// Resource is one of the stack's.
type Resource struct {
	Name string // its logical name, as CountersTable
	Type string // as AWS::SQS::Queue

	properties *yaml.Node // nil if it has none
}

// Find reads the template in the working directory or the nearest one above it. The
// error matches fs.ErrNotExist where there is none.
func Find() (*Template, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("looking for %s: %w", Name, err)
	}
	for {
		b, err := os.ReadFile(filepath.Join(dir, Name))
		if err == nil {
			return Parse(b)
		}
		parent := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || parent == dir {
			return nil, fmt.Errorf("looking for %s here and above: %w", Name, err)
		}
		dir = parent
	}
}

// Parse reads a template.
func Parse(b []byte) (*Template, error) {
	var file struct {
		Parameters map[string]parameter `yaml:"Parameters"`
		Conditions map[string]yaml.Node `yaml:"Conditions"`
		Globals    map[string]yaml.Node `yaml:"Globals"`
		Resources  yaml.Node            `yaml:"Resources"`
	}
	if err := yaml.Load(b, &file); err != nil {
		return nil, fmt.Errorf("reading the template: %w", err)
	}
	if file.Resources.Kind != yaml.MappingNode {
		return nil, errors.New("reading the template: Resources: missing, or not a mapping")
	}
	t := &Template{parameters: file.Parameters, conditions: file.Conditions, globals: file.Globals}
	if err := copied(&file.Resources).Load(&t.raw); err != nil {
		return nil, fmt.Errorf("reading the template: %w", err)
	}
	plain(&file.Resources)
	for pairs := file.Resources.Content; len(pairs) > 1; pairs = pairs[2:] {
		var body struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		}
		if err := pairs[1].Load(&body); err != nil {
			return nil, fmt.Errorf("reading the template: %s: %w", pairs[0].Value, err)
		}
		r := Resource{Name: pairs[0].Value, Type: body.Type}
		if !body.Properties.IsZero() {
			r.properties = &body.Properties
		}
		t.resources = append(t.resources, r)
	}
	return t, nil
}

// Type returns the resources of a type, in the order of the file.
func (t *Template) Type(name string) []Resource {
	var rs []Resource
	for _, r := range t.resources {
		if r.Type == name {
			rs = append(rs, r)
		}
	}
	return rs
}

// Resource returns the resource of that logical name.
func (t *Template) Resource(name string) (Resource, error) {
	for _, r := range t.resources {
		if r.Name == name {
			return r, nil
		}
	}
	return Resource{}, fmt.Errorf("the template has no resource %s", name)
}

// Load writes the resource's properties into v, a pointer to a struct with yaml
// tags or to a map. A property that the struct does not have is an error: nothing
// of a definition is passed over in silence. Of the template's functions !Ref and
// !GetAtt become their argument, as "DeadLetterQueue.Arn"; every other is an error.
func (r Resource) Load(v any) error {
	if r.properties == nil {
		return nil
	}
	if err := readable(r.properties); err != nil {
		return fmt.Errorf("reading %s in the template: %w", r.Name, err)
	}
	if err := r.properties.Load(v, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("reading %s in the template: %w", r.Name, err)
	}
	return nil
}

// copied is a copy of n and all below it.
func copied(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, copied(child))
	}
	return &c
}

// plain makes strings of the functions whose argument says enough.
func plain(n *yaml.Node) {
	if n.Tag == "!Ref" || n.Tag == "!GetAtt" {
		n.Tag = "!!str"
	}
	for _, child := range n.Content {
		plain(child)
	}
}

// readable refuses the functions that would have to be carried out.
func readable(n *yaml.Node) error {
	if tag := n.Tag; len(tag) > 1 && tag[0] == '!' && tag[1] != '!' {
		return fmt.Errorf("line %d: %s is not understood here", n.Line, tag)
	}
	for _, child := range n.Content {
		if err := readable(child); err != nil {
			return err
		}
	}
	return nil
}
