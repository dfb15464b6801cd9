package sqs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
)

// object is a JSON object of the protocol.
type object = map[string]any

// entries are the objects of a list in o.
func entries(o object, list string) []object {
	var all []object
	items, _ := o[list].([]any)
	for _, item := range items {
		all = append(all, item.(object))
	}
	return all
}

// wire is what lies between the client and the engine: it is given the operation,
// what is asked, and how to ask the engine for it.
type wire func(operation string, in object, ask func(object) object) (out object, status int, err error)

// Do makes a wire the client's way to the engine.
func (w wire) Do(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var in object
	if err := json.Unmarshal(b, &in); err != nil {
		return nil, err
	}
	var engine error
	status := http.StatusOK // of an answer that the engine has no part in
	ask := func(in object) (out object) {
		b, _ := json.Marshal(in)
		q := r.Clone(r.Context())
		q.Body, q.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			engine = err
			return nil
		}
		defer answer.Body.Close()
		status = answer.StatusCode
		engine = json.NewDecoder(answer.Body).Decode(&out)
		return out
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	out, code, err := w(operation, in, ask)
	if err = errors.Join(engine, err); err != nil {
		return nil, err
	}
	if code == 0 {
		code = status
	}
	b, err = json.Marshal(out)
	return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(bytes.NewReader(b))}, err
}

// clientOver is a client of the engine at the other end of the wire.
func clientOver(t *testing.T, w wire) *api.Client {
	t.Helper()
	return api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)), func(o *api.Options) { o.HTTPClient = w })
}

// refuse is an answer of SQS that it will not.
func refuse(code string) object {
	return object{"__type": "com.amazonaws.sqs#" + code, "message": code}
}

// timeout is what a call ends with that nobody answers.
type timeout struct{}

func (timeout) Error() string { return "timeout" }
func (timeout) Timeout() bool { return true }
