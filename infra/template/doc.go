// Package template reads the stack's template, template.yaml, so that a local engine
// gets the tables and queues that the cloud gets, and a local function its variables
// and events, from the one place that says what they are. It reads; it does not deploy.
//
// [Resource.Load] reads a resource as it is written. [Template.With] goes further: given
// parameters and what the resources became, it carries out conditions and functions
// (Ref, Fn::GetAtt, Fn::Sub, Fn::If, Fn::Join, Fn::Select, Fn::Split; in conditions
// Fn::Equals, Fn::Not, Fn::And, Fn::Or), each in its long and its short form, and reads
// SAM's functions with Globals and events, and HTTP APIs of AWS::ApiGatewayV2. What
// cannot be resolved is an error that names the resource, the property and the line.
// Mappings, rules, imports and macros other than SAM's are not understood.
package template
