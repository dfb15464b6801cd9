package stack

import (
	"bytes"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// client leads to the engine's queues, with credentials that open nothing.
func client(engine, region string) *sqs.Client {
	return sqs.NewFromConfig(aws.Config{
		Region: region, BaseEndpoint: &engine,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:  &http.Client{Transport: whole{&http.Transport{MaxIdleConnsPerHost: 64}}},
	})
}

// whole hands a request on with a body of its own. The SDK closes the one that it made
// as soon as the head of the answer is there; over the loopback that may be before the
// transport has read the body's end, and the answer is dropped with the connection. The
// messages in it would be nobody's until their visibility timeout is over.
type whole struct{ http.RoundTripper }

func (w whole) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return w.RoundTripper.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return w.RoundTripper.RoundTrip(r)
}
