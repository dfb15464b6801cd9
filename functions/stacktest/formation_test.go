package stacktest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"paradox/infra/localengine"
)

// plainFile is the plain CloudFormation that SAM makes of template.yaml.
type plainFile struct {
	Resources map[string]struct {
		Type, Condition, DeletionPolicy string
		Properties                      map[string]any
	}
	Outputs map[string]struct{ Condition string }
}

var expanded = sync.OnceValues(func() ([]byte, error) {
	root, err := localengine.Repository()
	if err != nil {
		return nil, err
	}
	python := filepath.Join(root, ".cache", "sam", "bin", "python")
	if _, err := os.Stat(python); errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("SAM's translator is not installed (no .cache/sam): run make template")
	}
	cmd := exec.Command(python, filepath.Join("infra", "template", "expand.py"), "template.yaml")
	cmd.Dir = root
	out, err := cmd.Output()
	if bad := (*exec.ExitError)(nil); errors.As(err, &bad) {
		return nil, fmt.Errorf("expanding template.yaml: %w: %s", err, bad.Stderr)
	}
	return out, err
})

// formation is CloudFormation on this machine, and the services that it makes stacks of.
type formation struct{ address string }

func newFormation(t *testing.T) formation {
	t.Helper()
	engine, err := localengine.MiniStackWhole.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	return formation{engine.Address}
}

// call makes a request of a service. The engine reads the service and the region out of
// the signature, and does not check it.
func (f formation) call(t *testing.T, service, method, path, kind string, body []byte) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, f.address+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, b
}

// get asks a service that speaks JSON over paths.
func (f formation) get(t *testing.T, service, path string, v any) {
	t.Helper()
	status, b := f.call(t, service, "GET", path, "application/json", nil)
	if status != 200 {
		t.Fatalf("%s: GET %s: %d %s", service, path, status, b)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("%s: GET %s: %v in %s", service, path, err, b)
	}
}

// query asks a service of the query protocol; the error is what it says.
func (f formation) query(t *testing.T, service, action string, form url.Values, v any) error {
	t.Helper()
	form.Set("Action", action)
	status, b := f.call(t, service, "POST", "/", "application/x-www-form-urlencoded", []byte(form.Encode()))
	if status != 200 {
		var said struct {
			Message string `xml:"Error>Message"`
		}
		if err := xml.Unmarshal(b, &said); err != nil {
			t.Fatalf("%s: %s: %d %s", service, action, status, b)
		}
		return errors.New(said.Message)
	}
	if v == nil {
		return nil
	}
	return xml.Unmarshal(b, v)
}

// stackStatus is a stack as CloudFormation describes it.
type stackStatus struct {
	ID      string `xml:"StackId"`
	Status  string `xml:"StackStatus"`
	Outputs []struct {
		Key   string `xml:"OutputKey"`
		Value string `xml:"OutputValue"`
	} `xml:"Outputs>member"`
}

// settled waits until the stack is in no change.
func (f formation) settled(t *testing.T, name string) stackStatus {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		var d struct {
			Stacks []stackStatus `xml:"DescribeStacksResult>Stacks>member"`
		}
		if err := f.query(t, "cloudformation", "DescribeStacks", url.Values{"StackName": {name}}, &d); err != nil {
			t.Fatalf("describing %s: %v", name, err)
		}
		if len(d.Stacks) == 1 && !strings.HasSuffix(d.Stacks[0].Status, "_IN_PROGRESS") {
			return d.Stacks[0]
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s is still being changed: %+v", name, d.Stacks)
		case <-again.C:
		}
	}
}

// happened is a resource of a stack, or what happened to one.
type happened struct {
	Name     string `xml:"LogicalResourceId"`
	Type     string `xml:"ResourceType"`
	Physical string `xml:"PhysicalResourceId"`
	Status   string `xml:"ResourceStatus"`
	Reason   string `xml:"ResourceStatusReason"`
}

func (f formation) resources(t *testing.T, stack string) []happened {
	t.Helper()
	var d struct {
		All []happened `xml:"DescribeStackResourcesResult>StackResources>member"`
	}
	if err := f.query(t, "cloudformation", "DescribeStackResources", url.Values{"StackName": {stack}}, &d); err != nil {
		t.Fatal(err)
	}
	return d.All
}

// events are what happened to the stack, in that order.
func (f formation) events(t *testing.T, stack string) (all []happened) {
	t.Helper()
	for page := (url.Values{"StackName": {stack}}); ; {
		var d struct {
			Events []happened `xml:"DescribeStackEventsResult>StackEvents>member"`
			Next   string     `xml:"DescribeStackEventsResult>NextToken"`
		}
		if err := f.query(t, "cloudformation", "DescribeStackEvents", page, &d); err != nil {
			t.Fatal(err)
		}
		all = append(all, d.Events...)
		if d.Next == "" {
			slices.Reverse(all) // the latest came first
			return all
		}
		page.Set("NextToken", d.Next)
	}
}

// failures are the reasons for which something could not be done.
func (f formation) failures(t *testing.T, stack string) (all []string) {
	t.Helper()
	for _, e := range f.events(t, stack) {
		if strings.HasSuffix(e.Status, "_FAILED") {
			all = append(all, e.Name+": "+e.Reason)
		}
	}
	return all
}

// deploy creates or updates a stack; the error is that of a refusal.
func (f formation) deploy(t *testing.T, action, name string, template any, parameters map[string]string) error {
	t.Helper()
	body, err := json.Marshal(template) // without the white space: 51,200 bytes are all that may be
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"StackName": {name}, "TemplateBody": {string(body)}, "Capabilities.member.1": {"CAPABILITY_IAM"}}
	for i, key := range slices.Sorted(maps.Keys(parameters)) {
		form.Set(fmt.Sprintf("Parameters.member.%d.ParameterKey", i+1), key)
		form.Set(fmt.Sprintf("Parameters.member.%d.ParameterValue", i+1), parameters[key])
	}
	return f.query(t, "cloudformation", action, form, nil)
}
