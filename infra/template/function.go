package template

import (
	"time"

	"go.yaml.in/yaml/v4"
)

// Function is an AWS::Serverless::Function as far as it matters to whoever runs it.
type Function struct {
	Name        string // logical name
	Handler     string
	Memory      int           // MB; 128 unless it is set
	Timeout     time.Duration // 3 s unless it is set
	Environment map[string]string
	LogFormat   string // JSON, Text or ""
	LogLevel    string // of the function's own lines, or ""
	Reserved    int    // ReservedConcurrentExecutions, or 0

	Queues    []QueueSource
	Schedules []Schedule

	// What becomes of an asynchronous invocation that fails.
	Retries     int    // 2 unless it is set
	OnFailure   string // ARN of the destination, or ""
	DeadLetters string // ARN of the queue or topic, or ""
}

const serverlessFunction = "AWS::Serverless::Function"

// ofFunction are the properties of a function that only AWS acts on.
var ofFunction = []string{
	"Architectures", "AutoPublishAlias", "CodeUri", "DeploymentPreference", "Description", "EphemeralStorage",
	"FunctionName", "KmsKeyArn", "PackageType", "PermissionsBoundary", "Policies", "PropagateTags", "RecursiveLoop",
	"Role", "RolePath", "Runtime", "RuntimeManagementConfig", "Tags", "Tracing",
}

// Functions returns the stack's, in the order of the template, Globals merged in. Of
// the properties it does not return those are passed over that only AWS acts on
// (policies, code, tags and the like); every other is an error, as is an event of a
// type that nobody here would send.
func (d *Deployment) Functions() ([]Function, error) {
	var all []Function
	err := d.each(serverlessFunction, "Function", func(name string, properties *yaml.Node) error {
		f, err := d.function(name, properties)
		all = append(all, f)
		return err
	})
	return all, err
}

// function reads one.
func (d *Deployment) function(name string, properties *yaml.Node) (Function, error) {
	f := Function{Name: name, Memory: 128, Retries: 2}
	seconds := 3
	var environment, logging, invoke, dead, events *yaml.Node
	err := d.fields(properties, name, map[string]any{
		"Handler": &f.Handler, "MemorySize": &f.Memory, "Timeout": &seconds, "Environment": &environment,
		"LoggingConfig": &logging, "ReservedConcurrentExecutions": &f.Reserved,
		"EventInvokeConfig": &invoke, "DeadLetterQueue": &dead, "Events": &events,
	}, ofFunction...)
	if err != nil {
		return f, err
	}
	f.Timeout = time.Duration(seconds) * time.Second
	if err := d.fields(environment, name+".Environment", map[string]any{"Variables": &f.Environment}); err != nil {
		return f, err
	}
	if err := d.fields(logging, name+".LoggingConfig", map[string]any{
		"LogFormat": &f.LogFormat, "ApplicationLogLevel": &f.LogLevel,
	}, "LogGroup", "SystemLogLevel"); err != nil {
		return f, err
	}
	if err := d.failing(name, &f, invoke, dead); err != nil {
		return f, err
	}
	return f, d.events(name, &f, events)
}

// failing reads where failed asynchronous invocations go.
func (d *Deployment) failing(name string, f *Function, invoke, dead *yaml.Node) error {
	var destinations, onFailure *yaml.Node
	at := name + ".EventInvokeConfig"
	if err := d.fields(invoke, at, map[string]any{
		"MaximumRetryAttempts": &f.Retries, "DestinationConfig": &destinations,
	}, "MaximumEventAgeInSeconds"); err != nil {
		return err
	}
	if err := d.fields(destinations, at+".DestinationConfig", map[string]any{"OnFailure": &onFailure}); err != nil {
		return err
	}
	if err := d.fields(onFailure, at+".DestinationConfig.OnFailure", map[string]any{"Destination": &f.OnFailure}, "Type"); err != nil {
		return err
	}
	return d.fields(dead, name+".DeadLetterQueue", map[string]any{"TargetArn": &f.DeadLetters}, "Type")
}
