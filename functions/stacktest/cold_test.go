package stacktest_test

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The budget of a cold start, without the network: what is carried to the machine that
// starts a function, and how long the function then takes until it asks for its work.
const (
	maxZip     = 50_000_000 // bytes, as Lambda takes them directly
	maxProgram = 15_000_000 // bytes, of a function that does not label
	maxInit    = 100 * time.Millisecond
	generously = 20 // times maxInit: on machines that test, others work too
)

// labels are the functions that carry the model.
var labels = []string{"ClassifyFunction", "ReprocessFunction"}

// The programs as they go to the cloud keep to the budget.
func TestProgramSizes(t *testing.T) {
	table := fmt.Sprintf("%-18s %12s %12s\n", "arm64", "program", "zip")
	for name := range readStack(t).all(functionType) {
		if testing.Short() && name != "IntakeFunction" { // seven take a while to link
			continue
		}
		path := arm64(t, name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		zipped := zipSize(t, path)
		table += fmt.Sprintf("%-18s %12d %12d\n", name, info.Size(), zipped)
		if zipped > maxZip {
			t.Errorf("%s: its zip has %d bytes, at most %d", name, zipped, maxZip)
		}
		if info.Size() > maxProgram && !slices.Contains(labels, name) {
			t.Errorf("%s: %d bytes, at most %d where nothing is labelled", name, info.Size(), maxProgram)
		}
	}
	t.Log(table)
}

// arm64 builds a function by the Makefile's rule, which sam build calls. What sam build
// left may be of yesterday; what it compiled is in the cache.
func arm64(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(buildDir, "arm64", name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "make", "--silent", "build-"+name, "ARTIFACTS_DIR="+dir)
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", name, err, out)
	}
	return filepath.Join(dir, "bootstrap")
}

// zipSize is how large a program is as a zip.
func zipSize(t *testing.T, path string) (n int64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(&size{&n})
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	w, err := z.Create("bootstrap")
	if err == nil {
		_, err = io.Copy(w, f)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// size counts what is written.
type size struct{ n *int64 }

func (s *size) Write(p []byte) (int, error) {
	*s.n += int64(len(p))
	return len(p), nil
}

// Each function is started a few times: what it takes from there until it asks for its
// first event, and until it has answered that.
func TestColdStart(t *testing.T) {
	const starts = 5
	var log watch
	r := newRig(t, log.ended)
	r.Stop()
	table := fmt.Sprintf("%-18s %10s %10s %10s\n", "median, at most", "init", "", "1st answer")
	for name := range readStack(t).all(functionType) {
		var init, answer []time.Duration
		for range starts {
			r.Function(name).Kill()
			if _, err := r.Function(name).Invoke(t.Context(), []byte(ownEvent[name])); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			i := log.last(name)
			init, answer = append(init, i.Init), append(answer, i.Init+i.Duration)
		}
		slices.Sort(init)
		slices.Sort(answer)
		table += fmt.Sprintf("%-18s %10v %10v %10v\n", name, round(init[starts/2]), round(init[starts-1]), round(answer[starts/2]))
		if limit := generously * maxInit; init[0] > limit {
			t.Errorf("%s: init takes %v at best, at most %v", name, init[0], limit)
		}
	}
	t.Logf("budget %v on a quiet machine\n%s", maxInit, table)
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond / 10) }
