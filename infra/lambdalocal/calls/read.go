package calls

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Request is one call on its way, as far as it was understood.
type Request struct {
	Function, Service, Operation string
	Calls                        []Call // what IAM makes of it, at least one
}

// read says what a request asks for. hashKeys are the partition keys' names by table.
func read(function string, hashKeys map[string]string, r *http.Request, body []byte) Request {
	q := Request{Function: function, Service: signedFor(r.Header.Get("Authorization"))}
	one := Call{Function: function}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		prefix, operation, _ := strings.Cut(target, ".")
		q.Operation = operation
		if q.Service == "" {
			q.Service = strings.ToLower(prefix)
		}
	} else if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
		q.Operation, one.Resource = form.Get("Action"), form.Get("TopicArn")
	}
	one.Service, one.Operation, one.Action = q.Service, q.Operation, q.Operation
	if q.Service == "dynamodb" {
		q.Calls = onTables(one, hashKeys, body)
		return q
	}
	if q.Service == "sqs" { // which has no permissions for batches of their own
		one.Action = strings.TrimSuffix(one.Action, "Batch")
	}
	if one.Resource == "" {
		one.Resource = target(body)
	}
	q.Calls = []Call{one}
	return q
}

// signedFor is the service in a signature's scope, as in
// Credential=KEY/20261125/eu-central-1/dynamodb/aws4_request.
func signedFor(authorization string) string {
	_, scope, _ := strings.Cut(authorization, "Credential=")
	scope, _, _ = strings.Cut(scope, ",")
	parts := strings.Split(scope, "/")
	if len(parts) != 5 {
		return ""
	}
	return parts[3]
}

// target is what a call of the JSON protocol is about.
func target(body []byte) string {
	var about struct {
		QueueURL  string `json:"QueueUrl"`
		QueueName string `json:"QueueName"`
		SecretID  string `json:"SecretId"`
		TopicArn  string `json:"TopicArn"`
		KeyID     string `json:"KeyId"`
	}
	if json.Unmarshal(body, &about) != nil {
		return ""
	}
	if about.QueueURL != "" {
		return about.QueueURL[strings.LastIndexByte(about.QueueURL, '/')+1:]
	}
	for _, name := range []string{about.QueueName, about.SecretID, about.TopicArn, about.KeyID} {
		if name != "" {
			return name
		}
	}
	return ""
}
