// Package metrics writes figures of the running system as lines in CloudWatch's
// embedded metric format, which the logs of a function turn into metrics without a
// call: what the stack's alarms and its dashboard read. A figure is a number under a
// name that stands in the program, never a text and nothing of a person.
//
// The format is that of "Specification: Embedded metric format" in the CloudWatch
// user guide: one line of JSON with an object _aws that says which members are
// metrics.
package metrics

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"
)

// Namespace is the one of every metric.
const Namespace = "Paradox"

// Names of the metrics; template.yaml's alarms and dashboard use the same.
const (
	Recorded      = "Recorded"      // reactions stored and counted
	Unclassified  = "Unclassified"  // of those, whose text has no label
	Duplicates    = "Duplicates"    // reactions that were stored already
	Refused       = "Refused"       // reactions erased or past their retention before they came
	Retried       = "Retried"       // messages given back to the queue
	PutAside      = "PutAside"      // messages in quarantine
	Reactions     = "Reactions"     // stored, by the nightly recount
	Expired       = "Expired"       // turned into stubs by the nightly pass
	CountersWrong = "CountersWrong" // counters that differ from the recount
	ReplaysFailed = "ReplaysFailed" // erasures that the nightly pass could not carry out again
)

// Writer writes metrics of one function. It is safe for concurrent use.
type Writer struct {
	Function string // the dimension FunctionName
	Now      func() time.Time

	mu  sync.Mutex
	out io.Writer
}

// New returns a Writer to out, a function's standard output.
func New(out io.Writer, function string, now func() time.Time) *Writer {
	return &Writer{Function: function, Now: now, out: out}
}

// Count writes the counts as one line. A metric is not worth a failure of what it
// measures: what cannot be written is lost.
func (w *Writer) Count(counts map[string]int) {
	if w == nil || len(counts) == 0 {
		return
	}
	type definition struct {
		Name string
		Unit string
	}
	type directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []definition
	}
	d := directive{Namespace: Namespace, Dimensions: [][]string{{"FunctionName"}}}
	line := map[string]any{"FunctionName": w.Function}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		d.Metrics = append(d.Metrics, definition{name, "Count"})
		line[name] = counts[name]
	}
	line["_aws"] = map[string]any{"Timestamp": w.Now().UnixMilli(), "CloudWatchMetrics": []directive{d}}
	b, err := json.Marshal(line)
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Fprintf(w.out, "%s\n", b)
}
