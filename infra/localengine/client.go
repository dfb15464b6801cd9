package localengine

import (
	"bytes"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Config is what an SDK client of an engine at address needs: a region, credentials
// that open nothing, and the connections that all clients share.
//
//	dynamodb.NewFromConfig(localengine.Config("http://127.0.0.1:4566"))
func Config(address string) aws.Config {
	return aws.Config{
		Region:       "eu-central-1",
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		BaseEndpoint: aws.String(address),
		HTTPClient:   Connections,
	}
}

// Connections are those that clients of an engine on this machine share.
var Connections = &http.Client{Transport: whole{&http.Transport{MaxIdleConnsPerHost: 64}}}

// whole hands a request on with a body of its own. The SDK closes the one that it made
// as soon as the head of the answer is there. Over the loopback that may be before the
// transport has read the body's end; it then takes the request for failed and drops the
// connection with the answer in it, about once in a thousand calls.
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
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody() // which never fails
	return w.RoundTripper.RoundTrip(r)
}
