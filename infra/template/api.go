package template

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// API is an HTTP API: an AWS::ApiGatewayV2::Api with its stage, and those of its routes
// that are part of the deployment, in the order of the template.
type API struct {
	Name   string // logical name
	Stage  string // as "$default"
	Routes []Route
}

// Route is one of an API.
type Route struct {
	Key      string        // as "POST /v1/feedback", "ANY /x/{id}" or "$default"
	Function string        // logical name of the function that answers
	Within   time.Duration // how long it may take; 30 s, the most there is, unless set
	Limits   Throttle
}

// Throttle is how many requests a route takes. The zero value is no limit.
type Throttle struct {
	Rate  float64 // requests a second in the long run
	Burst int     // requests at once
}

// The properties of an API's parts that only AWS acts on, or that say what they have
// to say to the deployment alone.
var (
	ofAPI         = []string{"CorsConfiguration", "Description", "DisableExecuteApiEndpoint", "IpAddressType", "Name", "Tags"}
	ofStage       = []string{"AccessLogSettings", "AutoDeploy", "Description", "Tags"}
	ofIntegration = []string{"Description", "IntegrationMethod"}
	ofThrottle    = []string{"DataTraceEnabled", "DetailedMetricsEnabled", "LoggingLevel"}
)

// APIs returns the stack's HTTP APIs, in the order of the template. An API without a
// stage or with two, a route to something other than a function of the template, and
// one that asks for authorization, which nobody here would check, are errors.
func (d *Deployment) APIs() ([]API, error) {
	var all []API
	err := d.each("AWS::ApiGatewayV2::Api", "", func(name string, properties *yaml.Node) error {
		var protocol string
		all = append(all, API{Name: name})
		if err := d.fields(properties, name, map[string]any{"ProtocolType": &protocol}, ofAPI...); err != nil {
			return err
		}
		return want(name+".ProtocolType", protocol, "HTTP")
	})
	if err != nil {
		return nil, err
	}
	stages, err := d.stages()
	if err != nil {
		return nil, err
	}
	for i := range all {
		of := stages[all[i].Name]
		if len(of) != 1 {
			return nil, fmt.Errorf("reading the template: %s: has %d stages, want one", all[i].Name, len(of))
		}
		all[i].Stage = of[0].name
		if all[i].Routes, err = d.routes(all[i].Name, of[0]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// stage is one of an API.
type stage struct {
	at     string // logical name
	name   string
	limits Throttle
	routes map[string]Throttle
}

// stages reads all, by the API's logical name.
func (d *Deployment) stages() (map[string][]stage, error) {
	all := map[string][]stage{}
	err := d.each("AWS::ApiGatewayV2::Stage", "", func(name string, properties *yaml.Node) error {
		s := stage{at: name, routes: map[string]Throttle{}}
		var api, limits, routes *yaml.Node
		if err := d.fields(properties, name, map[string]any{
			"ApiId": &api, "StageName": &s.name, "DefaultRouteSettings": &limits, "RouteSettings": &routes,
		}, ofStage...); err != nil {
			return err
		}
		owner, err := d.only(api, name+".ApiId", "AWS::ApiGatewayV2::Api")
		if err != nil {
			return err
		}
		if err := d.throttle(limits, name+".DefaultRouteSettings", &s.limits); err != nil {
			return err
		}
		if routes != nil {
			for pairs := routes.Content; len(pairs) > 1; pairs = pairs[2:] {
				t := s.limits
				if err := d.throttle(pairs[1], name+".RouteSettings."+pairs[0].Value, &t); err != nil {
					return err
				}
				s.routes[pairs[0].Value] = t
			}
		}
		all[owner] = append(all[owner], s)
		return nil
	})
	return all, err
}

// routes reads those of an API, with the limits that its stage sets.
func (d *Deployment) routes(api string, s stage) ([]Route, error) {
	var all []Route
	err := d.each("AWS::ApiGatewayV2::Route", "", func(name string, properties *yaml.Node) error {
		var owner, target *yaml.Node
		var r Route
		var authorization string
		err := d.fields(properties, name, map[string]any{
			"ApiId": &owner, "RouteKey": &r.Key, "Target": &target, "AuthorizationType": &authorization,
		}, "OperationName")
		if err != nil {
			return err
		}
		if of, err := d.only(owner, name+".ApiId", "AWS::ApiGatewayV2::Api"); err != nil || of != api {
			return err
		}
		if err := want(name+".AuthorizationType", or(authorization, "NONE"), "NONE"); err != nil {
			return err
		}
		integration, err := d.only(target, name+".Target", "AWS::ApiGatewayV2::Integration")
		if err != nil {
			return err
		}
		if err := d.integration(integration, &r); err != nil {
			return err
		}
		r.Limits = s.limits
		if own, ok := s.routes[r.Key]; ok {
			r.Limits = own
		}
		delete(s.routes, r.Key)
		all = append(all, r)
		return nil
	})
	for key := range s.routes {
		err = errors.Join(err, fmt.Errorf("reading the template: %s.RouteSettings.%s: %s has no such route", s.at, key, api))
	}
	return all, err
}

// integration reads which function answers, and within what time.
func (d *Deployment) integration(name string, r *Route) error {
	var uri *yaml.Node
	var kind, format string
	millis := 30_000
	properties := d.t.raw[name].Properties
	err := d.fields(&properties, name, map[string]any{
		"ApiId": new(*yaml.Node), "IntegrationUri": &uri, "IntegrationType": &kind,
		"PayloadFormatVersion": &format, "TimeoutInMillis": &millis,
	}, ofIntegration...)
	if err != nil {
		return err
	}
	r.Within = time.Duration(millis) * time.Millisecond
	if r.Function, err = d.only(uri, name+".IntegrationUri", serverlessFunction); err != nil {
		return err
	}
	return errors.Join(want(name+".IntegrationType", kind, "AWS_PROXY"), want(name+".PayloadFormatVersion", format, "2.0"))
}

func (d *Deployment) throttle(n *yaml.Node, at string, t *Throttle) error {
	return d.fields(n, at, map[string]any{"ThrottlingRateLimit": &t.Rate, "ThrottlingBurstLimit": &t.Burst}, ofThrottle...)
}

// only is the logical name of the one resource to which a property refers, and which
// is of that type: whatever stands for it here, that is what is meant.
func (d *Deployment) only(n *yaml.Node, at, kind string) (string, error) {
	if n == nil {
		return "", fmt.Errorf("%s: missing", at)
	}
	names := slices.DeleteFunc(d.mentions(n), func(name string) bool { return d.t.raw[name].Type != kind })
	if len(names) != 1 {
		return "", fmt.Errorf("%s: line %d: want a reference to one %s of this template", at, n.Line, kind)
	}
	return names[0], nil
}

// mentions are the names to which n refers, by whatever function.
func (d *Deployment) mentions(n *yaml.Node) []string {
	var names []string
	switch name, argument := function(n); name {
	case "Ref", "GetAtt":
		resource, _, _ := strings.Cut(argument.Value, ".")
		return append(names, resource)
	case "Sub":
		text := argument.Value
		if argument.Kind == yaml.SequenceNode && len(argument.Content) > 0 {
			text = argument.Content[0].Value
		}
		for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
			resource, _, _ := strings.Cut(strings.TrimSpace(match[2]), ".")
			names = append(names, resource)
		}
		return names
	}
	for _, child := range n.Content {
		names = append(names, d.mentions(child)...)
	}
	return names
}

// want says that a property has a value which means something else than is done here.
func want(at, have, value string) error {
	if have != value {
		return fmt.Errorf("%s: %q is not done here, only %q", at, have, value)
	}
	return nil
}
