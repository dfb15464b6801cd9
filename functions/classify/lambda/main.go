// Command lambda labels texts on AWS: it is invoked with {"texts": [...]} and
// answers with one result for each, in order. It redacts before it labels and
// keeps nothing. The queue and the tables join it with their AWS engines.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-lambda-go/lambda"

	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/analysis/redact"
	"paradox/infra/reaction"
)

type request struct {
	Texts []string `json:"texts"`
}

type response struct {
	Results []label.Result `json:"results"`
}

func handle(_ context.Context, in request) (response, error) {
	out := response{Results: make([]label.Result, 0, len(in.Texts))}
	for i, text := range in.Texts {
		if len(text) > reaction.MaxText {
			return response{}, fmt.Errorf("texts[%d]: longer than %d bytes", i, reaction.MaxText)
		}
		redacted, _ := redact.Redact(text)
		out.Results = append(out.Results, analysis.Analyze(redacted))
	}
	return out, nil
}

func main() { lambda.Start(handle) }
