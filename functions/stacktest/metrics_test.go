package stacktest_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Every metric of ours that an alarm or the dashboard asks for is one that a function
// writes, and every one that is written is looked at.
func TestMetricsAreThose(t *testing.T) {
	b, err := os.ReadFile("../../infra/metrics/metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for line := range strings.Lines(string(b)) {
		var name, quoted string
		if n, _ := fmt.Sscanf(strings.TrimSpace(line), "%s = %q", &name, &quoted); n == 2 && name == quoted {
			written = append(written, name)
		}
	}
	s := readStack(t)
	asked := map[string]bool{}
	ask := func(m any) {
		if text(m, "Namespace") == "Paradox" {
			asked[text(m, "MetricName")] = true
		}
	}
	for _, a := range s.all("AWS::CloudWatch::Alarm") {
		ask(a.Properties)
		for _, m := range asList(a.Properties["Metrics"]) {
			ask(at(m, "MetricStat", "Metric"))
		}
	}
	for _, d := range s.all("AWS::CloudWatch::Dashboard") {
		body := text(d.Properties, "DashboardBody")
		for _, name := range written {
			if strings.Contains(body, `"`+name+`"`) {
				asked[name] = true
			}
		}
	}
	for _, name := range written {
		if !asked[name] {
			t.Errorf("nobody looks at %s", name)
		}
		delete(asked, name)
	}
	for name := range asked {
		t.Errorf("nothing writes %s", name)
	}
	if !slices.Contains(written, "Recorded") {
		t.Errorf("written: %v", written)
	}
}
