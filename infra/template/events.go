package template

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"
)

// QueueSource is an event of type SQS.
type QueueSource struct {
	Event       string
	ARN         string // the queue's
	Batch       int    // messages at most; 10 unless it is set
	Window      time.Duration
	Concurrency int  // invocations at a time at most; 0 for no limit of its own
	Partial     bool // ReportBatchItemFailures
}

// Schedule is an event of type Schedule or ScheduleV2.
type Schedule struct {
	Event      string
	Expression string // as "rate(1 day)"
	Input      string // JSON, or "" for the event that the scheduler makes
	V2         bool   // EventBridge Scheduler, whose own event is another
}

// events reads what invokes a function.
func (d *Deployment) events(name string, f *Function, all *yaml.Node) error {
	if all == nil {
		return nil
	}
	var errs []error
	for pairs := all.Content; len(pairs) > 1; pairs = pairs[2:] {
		event := pairs[0].Value
		var kind string
		var properties *yaml.Node
		at := name + ".Events." + event
		err := d.fields(pairs[1], at, map[string]any{"Type": &kind, "Properties": &properties})
		if err != nil {
			errs = append(errs, err)
			continue
		}
		at += ".Properties"
		switch kind {
		case "SQS":
			err = d.queueSource(f, event, at, properties)
		case "Schedule", "ScheduleV2":
			err = d.schedule(f, event, at, properties, kind == "ScheduleV2")
		default:
			err = fmt.Errorf("%s: line %d: nobody here sends events of type %s", at, pairs[1].Line, kind)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (d *Deployment) queueSource(f *Function, event, at string, properties *yaml.Node) error {
	q := QueueSource{Event: event, Batch: 10}
	var seconds int
	var kinds []string
	var scaling *yaml.Node
	enabled := true
	if err := d.fields(properties, at, map[string]any{
		"Queue": &q.ARN, "BatchSize": &q.Batch, "MaximumBatchingWindowInSeconds": &seconds, "Enabled": &enabled,
		"FunctionResponseTypes": &kinds, "ScalingConfig": &scaling,
	}, "MetricsConfig"); err != nil {
		return err
	}
	if err := d.fields(scaling, at+".ScalingConfig", map[string]any{"MaximumConcurrency": &q.Concurrency}); err != nil {
		return err
	}
	if q.ARN == "" {
		return fmt.Errorf("%s.Queue: missing", at)
	}
	q.Window = time.Duration(seconds) * time.Second
	q.Partial = slices.Contains(kinds, "ReportBatchItemFailures")
	if enabled {
		f.Queues = append(f.Queues, q)
	}
	return nil
}

// ofSchedule are the properties of a schedule that only AWS acts on: what starts it
// here is a person or a test.
var ofSchedule = []string{
	"DeadLetterConfig", "Description", "Enabled", "EndDate", "FlexibleTimeWindow", "GroupName", "KmsKeyArn", "Name",
	"OmitName", "PermissionsBoundary", "RetryPolicy", "RoleArn", "ScheduleExpressionTimezone", "StartDate", "State",
}

func (d *Deployment) schedule(f *Function, event, at string, properties *yaml.Node, v2 bool) error {
	s := Schedule{Event: event, V2: v2}
	expression := "Schedule"
	if v2 {
		expression = "ScheduleExpression"
	}
	if err := d.fields(properties, at, map[string]any{expression: &s.Expression, "Input": &s.Input}, ofSchedule...); err != nil {
		return err
	}
	f.Schedules = append(f.Schedules, s)
	return nil
}
