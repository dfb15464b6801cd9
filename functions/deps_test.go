package functions_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// listed is what the go command says of a package.
type listed struct {
	ImportPath string
	Name       string
	Imports    []string
	Deps       []string
}

const module = "paradox/"

// packages lists every package of the module, without tests.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Imports,Deps", "./...")
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing packages: %v\n%s", err, stderr.Bytes())
	}
	var ps []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			if len(ps) < 10 {
				t.Fatalf("only %d packages listed", len(ps))
			}
			return ps
		case err != nil:
			t.Fatalf("decoding the list: %v", err)
		}
		ps = append(ps, p)
	}
}

// storey is the first folder of a package of ours, "" for another's.
func storey(importPath string) string {
	rest, ours := strings.CutPrefix(importPath, module)
	if !ours {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// verb is the folder below functions, "" elsewhere.
func verb(importPath string) string {
	rest, ok := strings.CutPrefix(importPath, module+"functions/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// Arrows point down only, and verbs do not know each other.
func TestArrows(t *testing.T) {
	height := map[string]int{"functions": 3, "infra": 2, "analysis": 1, "testdata": 1}
	for _, p := range packages(t) {
		from := storey(p.ImportPath)
		if height[from] == 0 {
			t.Errorf("%s lies outside the three storeys", p.ImportPath)
		}
		for _, imp := range p.Imports {
			to := storey(imp)
			if to == "" {
				continue
			}
			if height[to] > height[from] {
				t.Errorf("%s imports %s: the arrow points up", p.ImportPath, imp)
			}
			a, b := verb(p.ImportPath), verb(imp)
			if b != "" && a != b && a != "local" {
				t.Errorf("%s imports %s: verbs must not know each other", p.ImportPath, imp)
			}
		}
	}
}

// The analysis computes: no files, no network, no processes, no logs.
func TestAnalysisIsPure(t *testing.T) {
	banned := []string{"os", "os/exec", "net", "net/http", "io/ioutil", "log", "log/slog", "syscall", "database/sql"}
	foreign := []string{
		"github.com/jdkato/prose/v2", "golang.org/x/text/", "github.com/nyaruka/phonenumbers",
	}
	for _, p := range packages(t) {
		if storey(p.ImportPath) != "analysis" || p.Name == "main" {
			continue
		}
		for _, imp := range p.Imports {
			if slices.Contains(banned, imp) {
				t.Errorf("%s imports %s: the analysis does no I/O", p.ImportPath, imp)
			}
			domain, _, _ := strings.Cut(imp, "/")
			if strings.Contains(domain, ".") && !slices.ContainsFunc(foreign, func(f string) bool { return strings.HasPrefix(imp, f) }) {
				t.Errorf("%s imports %s: not one of the pure modules the analysis may use", p.ImportPath, imp)
			}
		}
	}
}

// Engines are chosen by the mains alone; everyone else knows the contracts.
func TestEnginesStayBehindContracts(t *testing.T) {
	engines := []string{
		"infra/boltfile", "infra/store/bolt", "infra/queue/bolt", "infra/store/dynamo", "infra/queue/sqs", "infra/mail/sns",
		"infra/localengine",                             // leads clients to the local ones
		"infra/enginetest", "infra/store/dynamo/faults", // for tests alone; see TestTestCodeStaysInTests
		"infra/cloud",       // gives the mains theirs
		"infra/lambdalocal", // AWS itself, on one machine: it fills and polls queues
		"infra/provide",     // makes tables and queues on an engine of one's own
	}
	clients := []string{"go.etcd.io/bbolt", "github.com/aws/aws-sdk-go-v2"}
	for _, p := range packages(t) {
		inside := slices.ContainsFunc(engines, func(e string) bool { return p.ImportPath == module+e || strings.HasPrefix(p.ImportPath, module+e+"/") })
		main := verb(p.ImportPath) == "local" || path.Base(p.ImportPath) == "lambda"
		if inside || main {
			continue
		}
		for _, imp := range p.Imports {
			ours, _ := strings.CutPrefix(imp, module)
			foreign := slices.ContainsFunc(clients, func(c string) bool { return strings.HasPrefix(imp, c) })
			if slices.Contains(engines, ours) || foreign {
				t.Errorf("%s imports %s: only the mains and the engines name an engine", p.ImportPath, imp)
			}
		}
	}
}

// What starts engines and breaks their calls is for tests: no program links it.
func TestTestCodeStaysInTests(t *testing.T) {
	forTests := []string{"infra/enginetest", "infra/store/dynamo/faults", "infra/store/storetest", "infra/queue/queuetest"}
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			ours, _ := strings.CutPrefix(imp, module)
			from, _ := strings.CutPrefix(p.ImportPath, module)
			if slices.Contains(forTests, ours) && !slices.Contains(forTests, from) {
				t.Errorf("%s imports %s outside its tests", p.ImportPath, imp)
			}
		}
	}
}

// What stands for the cloud on one machine, with a provider that lets anyone in, has no
// way into the cloud; nor has what reads the template, with its YAML: sam deploy has.
func TestPractisingStaysAtHome(t *testing.T) {
	atHome := []string{
		module + "infra/lambdalocal", module + "infra/localengine", module + "infra/web/signin/practiceidp",
		module + "infra/provide", module + "infra/template", "go.yaml.in/yaml",
	}
	for _, p := range packages(t) {
		if path.Base(p.ImportPath) != "lambda" {
			continue
		}
		for _, d := range p.Deps {
			if slices.ContainsFunc(atHome, func(h string) bool { return d == h || strings.HasPrefix(d, h+"/") }) {
				t.Errorf("%s links %s", p.ImportPath, d)
			}
		}
	}
}

// Only what labels texts links the model: the other programs stay small.
func TestModelIsLinkedWhereItIsUsed(t *testing.T) {
	for _, p := range packages(t) {
		links := slices.ContainsFunc(p.Deps, func(d string) bool {
			return d == module+"analysis" || d == module+"analysis/model"
		})
		may := storey(p.ImportPath) == "analysis" || slices.Contains([]string{"classify", "reprocess", "training", "local"}, verb(p.ImportPath))
		if links && !may {
			t.Errorf("%s links the model", p.ImportPath)
		}
	}
}

// A package is named for what it provides.
func TestNamesSaySomething(t *testing.T) {
	empty := []string{"util", "utils", "common", "helpers", "types", "models", "misc", "shared", "domain", "ports"}
	for _, p := range packages(t) {
		if slices.Contains(empty, p.Name) || slices.Contains(empty, path.Base(p.ImportPath)) {
			t.Errorf("%s: the name says nothing", p.ImportPath)
		}
	}
}
