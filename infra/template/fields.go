package template

import (
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// fields loads a mapping's properties, their functions carried out, into the pointers
// of into, and passes over those of ofAWS, which mean nothing here. A property that is
// in neither is an error; at is the resource and the property so far, for errors.
func (d *Deployment) fields(n *yaml.Node, at string, into map[string]any, ofAWS ...string) error {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("%s: line %d: not a mapping", at, n.Line)
	}
	var errs []error
	for pairs := n.Content; len(pairs) > 1; pairs = pairs[2:] {
		property, raw := pairs[0].Value, pairs[1]
		target, ok := into[property]
		if slices.Contains(ofAWS, property) {
			continue
		}
		if !ok {
			errs = append(errs, fmt.Errorf("%s.%s: line %d: not known here", at, property, pairs[0].Line))
			continue
		}
		if err := d.load(raw, target); err != nil {
			errs = append(errs, fmt.Errorf("%s.%s: %w", at, property, err))
		}
	}
	return errors.Join(errs...)
}

// load resolves n and decodes it. A **yaml.Node gets what is written, for later.
func (d *Deployment) load(n *yaml.Node, target any) error {
	if raw, ok := target.(**yaml.Node); ok {
		*raw = n
		return nil
	}
	v, err := d.value(n)
	if err != nil || v == nil {
		return err
	}
	if err := v.Load(target, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	return nil
}

// merged is a resource's properties upon those of Globals, as SAM merges them: mappings
// key by key, lists one after the other, and of everything else the resource's own.
func merged(global, own *yaml.Node) *yaml.Node {
	switch {
	case own == nil:
		return global
	case global == nil || global.Kind != own.Kind:
		return own
	}
	if name, _ := function(own); name != "" {
		return own
	}
	if name, _ := function(global); name != "" {
		return own
	}
	m := *own
	switch own.Kind {
	case yaml.SequenceNode:
		m.Content = slices.Concat(global.Content, own.Content)
	case yaml.MappingNode:
		m.Content = slices.Clone(own.Content)
		for pairs := global.Content; len(pairs) > 1; pairs = pairs[2:] {
			if i := index(m.Content, pairs[0].Value); i >= 0 {
				m.Content[i+1] = merged(pairs[1], m.Content[i+1])
			} else {
				m.Content = append(m.Content, pairs[:2]...)
			}
		}
	}
	return &m
}

// index is where a mapping's content has the key, or -1.
func index(content []*yaml.Node, key string) int {
	for i := 0; i+1 < len(content); i += 2 {
		if content[i].Value == key {
			return i
		}
	}
	return -1
}

// each returns the resources of a type that are part of the deployment, in the order of
// the file, with what Globals says of the kind, as Function, merged in.
func (d *Deployment) each(kind, global string, do func(name string, properties *yaml.Node) error) error {
	var errs []error
	for _, r := range d.t.Type(kind) {
		s := d.t.raw[r.Name]
		there, err := d.holds(s.Condition)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", r.Name, err))
		}
		if !there {
			continue
		}
		properties := &s.Properties
		if properties.IsZero() {
			properties = &yaml.Node{Kind: yaml.MappingNode}
		}
		if g, ok := d.t.globals[global]; ok {
			properties = merged(&g, properties)
		}
		errs = append(errs, do(r.Name, properties))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("reading the template: %w", err)
	}
	return nil
}
