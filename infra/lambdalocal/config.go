package lambdalocal

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxPayload is the largest payload and the largest answer, in bytes.
const MaxPayload = 6 << 20

// Config says what a function is and who watches it.
type Config struct {
	Name    string
	Binary  string // path of the program; its folder is the working directory
	Handler string // "bootstrap" if it is empty
	Memory  int    // MB, told to the process and not enforced; 128 if it is 0
	// Timeout is how long an invocation may take, from the hand-over; 3 s if it is 0.
	Timeout time.Duration
	// Environment is what the template sets. A name that Lambda keeps to itself is an
	// error, as it is there.
	Environment map[string]string
	// LogFormat is JSON or Text as the template's LoggingConfig says; "" for none.
	LogFormat string
	LogLevel  string // as ApplicationLogLevel there; "" for none
	Region    string
	// Endpoint is the address of the local engine, as "http://127.0.0.1:4566".
	Endpoint string

	// Concurrency is how many invocations may be under way; 10 if it is 0.
	Concurrency int
	// Init is how long a process may take until it first asks for an invocation; 10 s
	// if it is 0.
	Init time.Duration
	// Idle is after how long an unused environment is ended; a minute if it is 0.
	Idle time.Duration

	// Output gets what the processes write to standard output and error, in whole
	// lines, one writer at a time. It may come after the invocation's answer; after
	// Close all of it is there. Nil drops it.
	Output io.Writer
	// Began and Ended are told of every invocation: Began just before the process
	// gets it (never, if the process does not start), Ended before the caller has the
	// answer. They may call Kill. Nil is told nothing. What was throttled or too large
	// is no invocation.
	Began, Ended func(Invocation)
}

// Invocation is one, as an observer sees it.
type Invocation struct {
	Function    string
	RequestID   string
	Environment int // number of the environment, from 1 in order of their starts
	// Init is how long the process took from its start until it asked for this, its
	// first invocation; 0 for every later one.
	Init time.Duration

	// Known once it has ended.
	Duration time.Duration // from the hand-over to the answer
	Err      error         // nil or an *Error
}

// reserved are the names that a template cannot set, besides those that begin as
// reservedPrefix: Lambda's own, and the one that leads to the local engine.
var reserved = []string{
	"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
	"AWS_ENDPOINT_URL", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "_HANDLER", "_X_AMZN_TRACE_ID",
}

const reservedPrefix = "AWS_LAMBDA_"

// checked returns c with its defaults, or all that is wrong with it.
func (c Config) checked() (Config, error) {
	var errs []error
	if c.Name == "" {
		errs = append(errs, errors.New("name: missing"))
	}
	path, err := filepath.Abs(c.Binary)
	if err != nil {
		errs = append(errs, fmt.Errorf("binary: %w", err))
	} else if info, err := os.Stat(path); err != nil {
		errs = append(errs, fmt.Errorf("binary: %w", err))
	} else if info.IsDir() || info.Mode()&0o111 == 0 {
		errs = append(errs, fmt.Errorf("binary: %s is no program", path))
	}
	c.Binary = path
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		if slices.Contains(reserved, name) || strings.HasPrefix(name, reservedPrefix) {
			errs = append(errs, fmt.Errorf("environment: %s is not the template's to set", name))
		}
	}
	if c.Memory < 0 || c.Timeout < 0 || c.Concurrency < 0 || c.Init < 0 || c.Idle < 0 {
		errs = append(errs, errors.New("memory, timeout, concurrency, init, idle: none may be negative"))
	}
	if len(errs) > 0 {
		return c, fmt.Errorf("function %s: %w", c.Name, errors.Join(errs...))
	}
	fill(&c.Handler, "bootstrap")
	fill(&c.Memory, 128)
	fill(&c.Timeout, 3*time.Second)
	fill(&c.Concurrency, 10)
	fill(&c.Init, 10*time.Second)
	fill(&c.Idle, time.Minute)
	fill(&c.Region, "eu-central-1")
	c.Environment = maps.Clone(c.Environment)
	return c, nil
}

// fill sets what was left out.
func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// environ is everything that a process has in its environment: the template's
// variables and what Lambda adds. Nothing is inherited, so that a variable which only
// a developer's shell has is not missed for the first time in the cloud.
func (c Config) environ(runtimeAPI string) []string {
	vars := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          runtimeAPI,
		"AWS_LAMBDA_FUNCTION_NAME":        c.Name,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(c.Memory),
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_REGION":                      c.Region,
		"AWS_ACCESS_KEY_ID":               "test", // opens nothing
		"AWS_SECRET_ACCESS_KEY":           "test",
		"AWS_SESSION_TOKEN":               "test",
		"LAMBDA_TASK_ROOT":                filepath.Dir(c.Binary),
		"_HANDLER":                        c.Handler,
		"TZ":                              ":UTC", // the one that a template may replace
	}
	if c.Endpoint != "" {
		vars["AWS_ENDPOINT_URL"] = c.Endpoint
	}
	if c.LogFormat != "" {
		vars["AWS_LAMBDA_LOG_FORMAT"] = c.LogFormat
	}
	if c.LogLevel != "" {
		vars["AWS_LAMBDA_LOG_LEVEL"] = c.LogLevel
	}
	maps.Copy(vars, c.Environment)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		list = append(list, name+"="+vars[name])
	}
	return list
}
