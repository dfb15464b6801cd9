package cloud

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"paradox/infra/config"
	"paradox/infra/metrics"
)

// Function is what a main builds its function from. It is not safe for concurrent
// use, and of no use once the function serves.
type Function struct {
	Env *config.Reader
	Log *slog.Logger // JSON lines with the id of the request
	Now func() time.Time

	AWS aws.Config

	wrong []error
}

// startTime is how long a function may take to start; Lambda gives it 10 seconds.
const startTime = 9 * time.Second

// Main builds the function and serves its events. build returns what
// lambda.Start takes; if it fails, the reason is logged and the process ends, which
// Lambda tells as a failed start.
func Main(build func(ctx context.Context, f *Function) (any, error)) {
	f := &Function{Env: config.From(os.LookupEnv), Log: lambdacontext.NewLogger(), Now: time.Now}
	slog.SetDefault(f.Log)
	handler, err := f.start(build)
	if err != nil {
		f.Log.Error("the function cannot start", "error", err)
		os.Exit(1)
	}
	lambda.Start(handler)
}

func (f *Function) start(build func(context.Context, *Function) (any, error)) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	if f.AWS = f.account(); f.Env.Err() != nil {
		return nil, f.Env.Err()
	}
	return build(ctx, f)
}

// account is the part of the AWS configuration that Lambda sets: the region and the
// credentials of the function's role, in its environment and nowhere else. The SDK's
// own search would look into files and ask services, and makes 3 MB of the binary.
func (f *Function) account() aws.Config {
	c := aws.Config{
		Region: f.Env.Need("AWS_REGION"),
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider(
			f.Env.Need("AWS_ACCESS_KEY_ID"), f.Env.Need("AWS_SECRET_ACCESS_KEY"), f.Env.Optional("AWS_SESSION_TOKEN"))),
	}
	if endpoint := f.Env.Optional("AWS_ENDPOINT_URL"); endpoint != "" { // an engine on this machine
		c.BaseEndpoint = &endpoint
	}
	return c
}

// Err returns everything that was missing or wrong so far, or nil.
func (f *Function) Err() error {
	return errors.Join(append([]error{f.Env.Err()}, f.wrong...)...)
}

// Fail remembers an error, unless it only says again that a variable is missing.
func (f *Function) Fail(err error) {
	if err != nil && f.Env.Err() == nil {
		f.wrong = append(f.wrong, err)
	}
}

// Metrics writes the function's own figures to its log.
func (f *Function) Metrics() *metrics.Writer {
	return metrics.New(os.Stdout, lambdacontext.FunctionName, f.Now)
}
