package template

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// text is the value of a scalar, and of a list what AWS makes of one in a text.
func text(n *yaml.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == yaml.SequenceNode:
		var parts []string
		for _, part := range n.Content {
			parts = append(parts, part.Value)
		}
		return strings.Join(parts, ",")
	}
	return n.Value
}

// number is what is read as one wherever a number is wanted, since parameters and
// attributes come as text.
var number = regexp.MustCompile(`^(-?[0-9]+(\.[0-9]+)?|true|false)$`)

// scalar is a node of text that may be a number or a truth value.
func scalar(v string, line int) *yaml.Node {
	n := scalarText(v, line)
	if number.MatchString(v) {
		n.Tag = ""
	}
	return n
}

func scalarText(v string, line int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v, Line: line}
}

// atLine says where an error came from, once.
func atLine(n *yaml.Node, what string, err error) error {
	var placed *placedError
	if err == nil || errors.As(err, &placed) {
		return err
	}
	return &placedError{n.Line, fmt.Errorf("%s: %w", what, err)}
}

// placedError is one whose line is known.
type placedError struct {
	line int
	err  error
}

func (e *placedError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }
func (e *placedError) Unwrap() error { return e.err }
