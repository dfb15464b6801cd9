// Command local is Paradox as one program: every verb on an embedded queue and an
// embedded store or one in DynamoDB, and the command line. It listens on this
// machine's loopback only, and nothing that it reads leaves the machine unless
// --store says so.
//
// It ends with 0 when all is well, 1 when something failed or was found wrong,
// and 2 when it was called wrongly.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the report zone must be known everywhere

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, &world{
		Now: time.Now, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}, os.Args[1:])
	stop()
	os.Exit(code)
}
