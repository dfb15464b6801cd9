package sandbox

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"paradox/infra/template"
)

// Build builds the programs of the template's functions for this machine, as the
// Makefile builds them for the cloud, into folders below dir, and returns their paths
// by the function's logical name. root is the project's directory.
func Build(ctx context.Context, root, dir string, t *template.Template) (map[string]string, error) {
	programs := map[string]string{}
	for _, f := range t.Type("AWS::Serverless::Function") {
		verb := strings.ToLower(strings.TrimSuffix(f.Name, "Function"))
		path := filepath.Join(dir, f.Name, "bootstrap")
		cmd := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w", "-o", path, "./functions/"+verb+"/lambda")
		cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("building %s: %w\n%s", f.Name, err, out)
		}
		programs[f.Name] = path
	}
	return programs, nil
}
