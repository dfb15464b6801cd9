package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitGood = iota
	exitFailed
	exitUsage
)

// world is what a command works with besides its flags.
type world struct {
	Now      func() time.Time
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // Err is one
	Log      *slog.Logger
	Data     string     // the data directory
	Kept     storeFlags // where the store lies
	Zone     string     // the report time zone as asked for; "" for the store's own
}

// storeGroup are the flags that say where the store lies.
const storeGroup = "Store:"

// commands are the command line.
type commands struct {
	Data     string `type:"path" default:"data" placeholder:"DIR" env:"PARADOX_DATA" help:"Directory that holds the store, the queue and the keys (${default}). [${env}]"`
	Zone     string `placeholder:"ZONE" env:"PARADOX_ZONE" help:"Time zone of the reports' days, for a new store (Europe/Warsaw); a store keeps its own. [${env}]"`
	LogLevel string `enum:"debug,info,warn,error" default:"info" placeholder:"LEVEL" help:"What is logged, as JSON on standard error: debug, info, warn or error (${default})."`

	Kept storeFlags `embed:"" group:"Store:"`

	Version versionFlag `help:"Print the version, the commit and the model, and end."`

	Serve      serveCmd      `cmd:"" group:"Look:" help:"Open the dashboard, the form and the API on this machine."`
	Report     reportCmd     `cmd:"" group:"Look:" help:"Print a report: the figures of the dashboard and the API."`
	Digest     digestCmd     `cmd:"" group:"Look:" help:"Print the digest of a week against the week before."`
	Analyze    analyzeCmd    `cmd:"" group:"Look:" help:"Label texts without keeping them: lines or JSONL in, JSONL out."`
	Import     importCmd     `cmd:"" group:"Fill:" help:"Import messages from CSV, JSONL and XLSX files."`
	Campaign   campaignCmd   `cmd:"" group:"Fill:" help:"Register and list campaigns."`
	Source     sourceCmd     `cmd:"" group:"Fill:" help:"Register and list sources, with purpose, lawful basis and retention."`
	Erase      eraseCmd      `cmd:"" group:"Trust:" help:"Erase a message or an author, and the counts they were in."`
	Verify     verifyCmd     `cmd:"" group:"Trust:" help:"Recount everything and compare it with the counters."`
	Nightly    nightlyCmd    `cmd:"" group:"Trust:" help:"Recount, expire, summarise and compact: what serve does once a day."`
	Ledger     ledgerCmd     `cmd:"" group:"Trust:" help:"Replay the erasures after a restore."`
	Keys       keysCmd       `cmd:"" group:"Trust:" help:"Use further keys with a store, where a secret was replaced."`
	Quarantine quarantineCmd `cmd:"" group:"Trust:" help:"List messages that were put aside, or put them back into the queue."`
	Stack      stackCmd      `cmd:"" group:"Run:" help:"Run the AWS stack on this machine, without an account."`
	Tables     tablesCmd     `cmd:"" group:"Run:" help:"Make the tables of a DynamoDB store."`
	Capacity   capacityCmd   `cmd:"" group:"Run:" help:"Say what the AWS stack needs at a rate, and what it costs."`
	OpenAPI    openapiCmd    `cmd:"" hidden:"" name:"openapi" help:"Write the API's document for the functions that have a part of its routes."`
	Train      trainCmd      `cmd:"" group:"Model:" help:"Train the models from the labelled sets."`
	Eval       evalCmd       `cmd:"" group:"Model:" help:"Measure the models and write the model card."`
}

const description = `Paradox reads what people say about personalised communication, in English and Polish, and measures how much they value it and what they fear about it.`

// usageError is what the person called wrongly. It ends the program with 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// run runs one command and returns the exit code.
func run(ctx context.Context, w *world, args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("paradox"), kong.Description(description),
		kong.Writers(w.Out, w.Err), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}), kong.Help(help),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(w.Out, (*io.Writer)(nil)), kong.Bind(w))
	if err != nil {
		fmt.Fprintln(w.Err, "paradox:", err)
		return exitFailed
	}
	command, err := parser.Parse(twoDashes(args))
	if err != nil {
		fmt.Fprintf(w.Err, "paradox: %v\nSee paradox --help, or paradox COMMAND --help.\n", err)
		return exitUsage
	}
	w.Data, w.Kept, w.Zone, w.Log = or(c.Data, "data"), c.Kept, c.Zone, logger(w.Err, c.LogLevel)
	err = command.Run()
	switch {
	case err == nil:
		return exitGood
	case errors.Is(err, errQuiet):
		return exitFailed
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	fmt.Fprintln(w.Err, "paradox:", err)
	if errors.As(err, &usageError{}) {
		return exitUsage
	}
	return exitFailed
}

// help prints the help of the program or of a command. The flags that say where a
// store lies stand in full in the program's own; a command that opens a store shows
// the first of them, and "tables" and "quarantine" the address that they need.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	command := ctx.Selected()
	for _, f := range ctx.Model.Flags {
		if command == nil || f.Group == nil || f.Group.Key != storeGroup {
			continue
		}
		switch top := strings.Fields(command.Path())[0]; {
		case f.Name == "endpoint" && (top == "tables" || top == "quarantine"):
		case f.Name == "store" && !slices.Contains([]string{"analyze", "tables", "capacity", "train", "eval"}, top):
			f.Help += " Address and names of the tables: paradox --help."
		default:
			f.Hidden = true
		}
	}
	return kong.DefaultHelpPrinter(options, ctx)
}

// errQuiet ends a command that has said itself what is wrong.
var errQuiet = errors.New("said already")

func logger(out io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: l}))
}

var oneDash = regexp.MustCompile(`^-[a-z][a-z-]+(=.*)?$`)

// twoDashes lets long flags be written with one dash, as Go's own tools have them.
func twoDashes(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if a == "--" {
			copy(out[i:], args[i:])
			break
		}
		if out[i] = a; oneDash.MatchString(a) {
			out[i] = "-" + a
		}
	}
	return out
}
