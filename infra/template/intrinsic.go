package template

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// function returns the name of the function that n calls, as "Sub", and its argument;
// "" where n is a plain value. Both the short form (!Sub x) and the long one
// ({"Fn::Sub": x}) are known.
func function(n *yaml.Node) (name string, argument *yaml.Node) {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		argument = &yaml.Node{Kind: n.Kind, Value: n.Value, Content: n.Content, Line: n.Line}
		return n.Tag[1:], argument
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		return "", nil
	}
	key := n.Content[0].Value
	if key == "Ref" || key == "Condition" {
		return key, n.Content[1]
	}
	if name, ok := strings.CutPrefix(key, "Fn::"); ok {
		return name, n.Content[1]
	}
	return "", nil
}

// value carries out the functions in n and below it. It is nil where nothing is to
// stand there (AWS::NoValue).
func (d *Deployment) value(n *yaml.Node) (*yaml.Node, error) {
	if n.Kind == yaml.AliasNode {
		return d.value(n.Alias)
	}
	if name, argument := function(n); name != "" {
		v, err := d.call(name, argument)
		return v, atLine(n, "!"+name, err)
	}
	c := *n
	c.Content = nil
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	for i := 0; i+step <= len(n.Content); i += step {
		v, err := d.value(n.Content[i+step-1])
		if err != nil && step == 2 {
			return nil, fmt.Errorf("%s: %w", n.Content[i].Value, err)
		} else if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		if step == 2 {
			c.Content = append(c.Content, n.Content[i])
		}
		c.Content = append(c.Content, v)
	}
	return &c, nil
}

// call carries out one function.
func (d *Deployment) call(name string, argument *yaml.Node) (*yaml.Node, error) {
	switch name {
	case "Ref":
		return d.ref(argument.Value, argument.Line)
	case "GetAtt":
		return d.getAtt(argument)
	case "Sub":
		return d.sub(argument)
	case "If":
		return d.choose(argument)
	case "Join":
		return d.join(argument)
	case "Select":
		return d.selected(argument)
	case "Split":
		return d.split(argument)
	}
	return nil, errors.New("not understood here")
}

// ref is what a name stands for: a parameter, a resource, or one of AWS's own.
func (d *Deployment) ref(name string, line int) (*yaml.Node, error) {
	if n, ok := d.params[name]; ok {
		return n, nil
	}
	if rest, ok := strings.CutPrefix(name, "AWS::"); ok {
		if rest == "NoValue" {
			return nil, nil
		}
		pseudo := map[string]string{
			"Region": d.values.Region, "AccountId": d.values.Account, "StackName": d.values.Stack,
			"Partition": "aws", "URLSuffix": "amazonaws.com",
			"StackId": fmt.Sprintf("arn:aws:cloudformation:%s:%s:stack/%s/00000000-0000-4000-8000-000000000000", d.values.Region, d.values.Account, d.values.Stack),
		}
		if v, ok := pseudo[rest]; ok {
			return scalar(v, line), nil
		}
		return nil, fmt.Errorf("%s: not known here", name)
	}
	p, err := d.provided(name)
	return scalar(p.Ref, line), err
}

// provided is what stands for a resource, if it is part of the deployment.
func (d *Deployment) provided(name string) (Provided, error) {
	s, ok := d.t.raw[name]
	if !ok {
		return Provided{}, fmt.Errorf("%s: the template has no such parameter or resource", name)
	}
	if there, err := d.holds(s.Condition); err != nil || !there {
		return Provided{}, errors.Join(fmt.Errorf("%s: not part of the stack, by its condition", name), err)
	}
	p, ok := d.values.Resources[name]
	if !ok {
		return Provided{}, fmt.Errorf("%s: nothing stands for it here", name)
	}
	return p, nil
}

func (d *Deployment) getAtt(n *yaml.Node) (*yaml.Node, error) {
	name, attribute, _ := strings.Cut(n.Value, ".")
	if n.Kind == yaml.SequenceNode && len(n.Content) == 2 {
		name, attribute = n.Content[0].Value, n.Content[1].Value
	}
	return d.attribute(name, attribute, n.Line)
}

func (d *Deployment) attribute(name, attribute string, line int) (*yaml.Node, error) {
	p, err := d.provided(name)
	if err != nil {
		return nil, err
	}
	v, ok := p.Attributes[attribute]
	if !ok {
		return nil, fmt.Errorf("%s.%s: nothing stands for it here", name, attribute)
	}
	return scalar(v, line), nil
}

// placeholder is ${Name}, ${Name.Attribute} or, for the text ${Name} itself, ${!Name}.
var placeholder = regexp.MustCompile(`\$\{(!?)([^}]*)\}`)

func (d *Deployment) sub(n *yaml.Node) (*yaml.Node, error) {
	text, own := n.Value, map[string]*yaml.Node{}
	if n.Kind == yaml.SequenceNode {
		if len(n.Content) != 2 || n.Content[1].Kind != yaml.MappingNode {
			return nil, errors.New("want a text, or a text and a mapping")
		}
		text = n.Content[0].Value
		for pairs := n.Content[1].Content; len(pairs) > 1; pairs = pairs[2:] {
			own[pairs[0].Value] = pairs[1]
		}
	}
	var errs []error
	done := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		parts := placeholder.FindStringSubmatch(match)
		if parts[1] == "!" {
			return "${" + parts[2] + "}"
		}
		v, err := d.named(strings.TrimSpace(parts[2]), own, n.Line)
		errs = append(errs, err)
		return v
	})
	return scalarText(done, n.Line), errors.Join(errs...)
}

// named is what a placeholder stands for.
func (d *Deployment) named(name string, own map[string]*yaml.Node, line int) (string, error) {
	var v *yaml.Node
	var err error
	resource, attribute, isAttribute := strings.Cut(name, ".")
	if n, ok := own[name]; ok {
		v, err = d.value(n)
	} else if isAttribute {
		v, err = d.attribute(resource, attribute, line)
	} else {
		v, err = d.ref(name, line)
	}
	return text(v), err
}

func (d *Deployment) choose(n *yaml.Node) (*yaml.Node, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 3 {
		return nil, errors.New("want a condition and two values")
	}
	yes, err := d.holds(n.Content[0].Value)
	if err != nil {
		return nil, err
	}
	if yes {
		return d.value(n.Content[1])
	}
	return d.value(n.Content[2])
}

func (d *Deployment) join(n *yaml.Node) (*yaml.Node, error) {
	separator, list, err := d.two(n)
	if err != nil {
		return nil, err
	}
	if list.Kind != yaml.SequenceNode {
		return nil, errors.New("want a separator and a list")
	}
	var parts []string
	for _, part := range list.Content {
		parts = append(parts, part.Value)
	}
	return scalarText(strings.Join(parts, separator), n.Line), nil
}

func (d *Deployment) split(n *yaml.Node) (*yaml.Node, error) {
	separator, whole, err := d.two(n)
	if err != nil {
		return nil, err
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Line: n.Line}
	for _, part := range strings.Split(whole.Value, separator) {
		list.Content = append(list.Content, scalarText(part, n.Line))
	}
	return list, nil
}

func (d *Deployment) selected(n *yaml.Node) (*yaml.Node, error) {
	index, list, err := d.two(n)
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(list.Content) {
		return nil, fmt.Errorf("no element %q in a list of %d", index, len(list.Content))
	}
	return list.Content[i], nil
}

// two resolves an argument of a text and something else.
func (d *Deployment) two(n *yaml.Node) (string, *yaml.Node, error) {
	v, err := d.value(n)
	if err != nil {
		return "", nil, err
	}
	if v == nil || v.Kind != yaml.SequenceNode || len(v.Content) != 2 || v.Content[0].Kind != yaml.ScalarNode {
		return "", nil, errors.New("want two arguments")
	}
	return v.Content[0].Value, v.Content[1], nil
}
