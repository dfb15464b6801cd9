package template

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"
)

// maxDepth is how deep conditions may refer to each other: deeper is a circle.
const maxDepth = 32

// holds reports whether a condition of that name holds; "" always does.
func (d *Deployment) holds(name string) (bool, error) { return d.holdsBelow(name, maxDepth) }

func (d *Deployment) holdsBelow(name string, depth int) (bool, error) {
	if name == "" {
		return true, nil
	}
	n, ok := d.t.conditions[name]
	if !ok {
		return false, fmt.Errorf("condition %s: the template has none of this name", name)
	}
	if depth == 0 {
		return false, fmt.Errorf("condition %s: refers to itself", name)
	}
	yes, err := d.truth(&n, depth-1)
	if err != nil {
		return false, fmt.Errorf("condition %s: %w", name, err)
	}
	return yes, nil
}

// truth carries out one expression of a condition.
func (d *Deployment) truth(n *yaml.Node, depth int) (bool, error) {
	name, argument := function(n)
	switch name {
	case "Condition":
		return d.holdsBelow(argument.Value, depth)
	case "Equals":
		return d.equals(argument)
	case "Not", "And", "Or":
		return d.combined(name, argument, depth)
	}
	return false, atLine(n, "!"+name, errors.New("not a condition that is understood here"))
}

func (d *Deployment) equals(n *yaml.Node) (bool, error) {
	v, err := d.value(n)
	if err != nil {
		return false, err
	}
	if v == nil || v.Kind != yaml.SequenceNode || len(v.Content) != 2 {
		return false, atLine(n, "!Equals", errors.New("want two values"))
	}
	return text(v.Content[0]) == text(v.Content[1]), nil
}

// combined is !Not of one, or !And or !Or of some.
func (d *Deployment) combined(name string, n *yaml.Node, depth int) (bool, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || (name == "Not") != (len(n.Content) == 1) {
		return false, atLine(n, "!"+name, errors.New("want a list of conditions, one for !Not"))
	}
	all, some := true, false
	for _, part := range n.Content {
		yes, err := d.truth(part, depth)
		if err != nil {
			return false, err
		}
		all, some = all && yes, some || yes
	}
	switch name {
	case "Not":
		return !all, nil
	case "And":
		return all, nil
	}
	return some, nil
}
