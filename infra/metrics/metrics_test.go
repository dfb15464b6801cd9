package metrics_test

import (
	"strings"
	"testing"
	"time"

	"paradox/infra/metrics"
)

// What CloudWatch reads: the specification's members by its names, one line.
func TestCount(t *testing.T) {
	var out strings.Builder
	w := metrics.New(&out, "classify", func() time.Time { return time.UnixMilli(1_700_000_000_123) })
	w.Count(map[string]int{metrics.Recorded: 50, metrics.Duplicates: 0})
	w.Count(nil)
	want := `{"Duplicates":0,"FunctionName":"classify","Recorded":50,"_aws":{"CloudWatchMetrics":[{"Namespace":"Paradox","Dimensions":[["FunctionName"]],` +
		`"Metrics":[{"Name":"Duplicates","Unit":"Count"},{"Name":"Recorded","Unit":"Count"}]}],"Timestamp":1700000000123}}` + "\n"
	if out.String() != want {
		t.Errorf("written:\n%s\nwant:\n%s", out.String(), want)
	}
}

// Without a writer nothing is counted, and nothing fails.
func TestNowhere(*testing.T) {
	var w *metrics.Writer
	w.Count(map[string]int{metrics.Recorded: 1})
}
