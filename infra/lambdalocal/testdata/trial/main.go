// Command trial is a function that does what its event says, for tests.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Do   string `json:"do"`
	Text string `json:"text"`
}

type answer struct {
	Text     string
	Served   int // by this process, this one included
	PID      int
	Request  string
	ARN      string
	Deadline int64 // milliseconds since 1970
	Environ  []string
	Folder   string
}

var served int

func handle(ctx context.Context, e event) (answer, error) {
	served++
	a := answer{Served: served, PID: os.Getpid(), Text: e.Text}
	switch e.Do {
	case "say":
		fmt.Println("out: " + e.Text)
		fmt.Fprint(os.Stderr, "err: "+e.Text) // without an end of line
	case "context":
		lc, _ := lambdacontext.FromContext(ctx)
		a.Request, a.ARN = lc.AwsRequestID, lc.InvokedFunctionArn
		if end, ok := ctx.Deadline(); ok {
			a.Deadline = end.UnixMilli()
		}
	case "environ":
		a.Environ, a.Folder = os.Environ(), must(os.Getwd())
		slices.Sort(a.Environ)
	case "get": // whoever answers says when it goes on
		r, err := http.Get(e.Text)
		if err != nil {
			return a, err
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	case "rogue": // answers an invocation that it does not have
		url := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/" + e.Text + "/response"
		r, err := http.Post(url, "application/json", strings.NewReader(`"mine"`))
		if err != nil {
			return a, err
		}
		r.Body.Close()
		a.Text = r.Status
	case "wait":
		select {}
	case "exit":
		os.Exit(3)
	case "fail":
		return a, errors.New(e.Text)
	case "panic":
		panic(e.Text)
	case "large":
		a.Text = strings.Repeat("x", 7<<20)
	}
	return a, nil
}

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

func main() {
	switch os.Getenv("INIT") {
	case "exit":
		os.Exit(4)
	case "wait":
		select {}
	case "once": // every process but the first never starts
		if err := os.Mkdir(os.Getenv("MARK"), 0o700); err != nil {
			select {}
		}
	case "error":
		url := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/init/error"
		http.Post(url, "application/json", strings.NewReader(`{"errorType":"Config","errorMessage":"no table"}`))
		select {}
	}
	lambda.Start(handle)
}
