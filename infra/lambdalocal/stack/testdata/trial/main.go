// Command trial is each function of testdata/template.yaml, for tests.
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

var config = aws.Config{
	Region: os.Getenv("AWS_REGION"), BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL")),
	Credentials: credentials.NewStaticCredentialsProvider(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
	Retryer:     func() aws.Retryer { return aws.NopRetryer{} }, // the tests count calls
}

// door sends a request's body to the queue.
func door(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	body := e.Body
	if e.IsBase64Encoded {
		b, _ := base64.StdEncoding.DecodeString(body)
		body = string(b)
	}
	fmt.Println("taken at", os.Getenv("SITE"))
	_, err := sqs.NewFromConfig(config).SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String(os.Getenv("QUEUE")), MessageBody: &body})
	return events.APIGatewayV2HTTPResponse{StatusCode: 202}, err
}

// worker puts each message into the table.
func worker(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	var r events.SQSEventResponse
	for _, m := range e.Records {
		_, err := dynamodb.NewFromConfig(config).PutItem(ctx, &dynamodb.PutItemInput{
			TableName: aws.String(os.Getenv("TABLE")),
			Item:      map[string]types.AttributeValue{"owner": &types.AttributeValueMemberS{Value: "a|" + m.Body}},
		})
		if err != nil {
			fmt.Println("left to come again")
			r.BatchItemFailures = append(r.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		}
	}
	return r, nil
}

// clock tells what fired it, or fails.
func clock(_ context.Context, e map[string]any) error {
	fmt.Printf("fired by %v, %v\n", e["source"], e["detail"])
	if e["source"] == "broken" {
		return errors.New("nothing works")
	}
	return nil
}

func main() {
	lambda.Start(map[string]any{"door": door, "worker": worker, "clock": clock}[os.Getenv("ROLE")])
}
