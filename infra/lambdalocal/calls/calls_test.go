package calls_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal/calls"
	"paradox/infra/localengine"
)

var hashKeys = map[string]string{"T": "owner", "U": "scope", "Faults": "owner"}

// between starts a proxy in front of an engine and returns its address.
func between(t *testing.T, engine string, r *calls.Recorder, fault func(calls.Request) calls.Fault) string {
	t.Helper()
	to, err := url.Parse(engine)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(calls.New(calls.Options{Engine: to, Function: "F", Recorder: r, HashKeys: hashKeys, Fault: fault}))
	t.Cleanup(s.Close)
	return s.URL
}

// Every protocol is understood as far as policies speak of it.
func TestRead(t *testing.T) {
	var passed atomic.Value
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		passed.Store(string(body))
		w.Header().Set("X-Amz-Crc32", "7")
		io.WriteString(w, "answer")
	}))
	t.Cleanup(engine.Close)
	type call = calls.Call
	for _, tt := range []struct {
		name, service, target, body string
		want                        []call
	}{
		{"get", "dynamodb", "DynamoDB_20120810.GetItem", `{"TableName":"T","Key":{"id":{"S":"x"},"owner":{"S":"a|someone"}}}`,
			[]call{{Action: "GetItem", Resource: "T", Leading: "a|"}}},
		{"put, by ARN", "dynamodb", "DynamoDB_20120810.PutItem", `{"TableName":"arn:aws:dynamodb:eu:0:table/U","Item":{"scope":{"S":"g"},"owner":{"S":"not|it"}}}`,
			[]call{{Action: "PutItem", Resource: "U", Leading: "g"}}},
		{"query", "dynamodb", "DynamoDB_20120810.Query", `{"TableName":"U","KeyConditionExpression":"(#c BETWEEN :a AND :b) AND (#s = :s)","ExpressionAttributeNames":{"#s":"scope","#c":"cell"},"ExpressionAttributeValues":{":s":{"S":"n|1"},":a":{"S":"x"}}}`,
			[]call{{Action: "Query", Resource: "U", Leading: "n|"}}},
		{"query of an index", "dynamodb", "DynamoDB_20120810.Query", `{"TableName":"U","IndexName":"byDay","KeyConditionExpression":"day = :d"}`,
			[]call{{Action: "Query", Resource: "U/byDay"}}},
		{"scan", "dynamodb", "DynamoDB_20120810.Scan", `{"TableName":"T"}`, []call{{Action: "Scan", Resource: "T"}}},
		{"write transaction", "dynamodb", "DynamoDB_20120810.TransactWriteItems", `{"TransactItems":[
			{"ConditionCheck":{"TableName":"T","Key":{"owner":{"S":"e|x"}}}},{"Delete":{"TableName":"T","Key":{"owner":{"S":"i|x"}}}},
			{"Put":{"TableName":"T","Item":{"owner":{"S":"i|x"}}}},{"Update":{"TableName":"U","Key":{"scope":{"S":"n|g|0"}}}},
			{"Update":{"TableName":"U","Key":{"scope":{"S":"n|g|1"}}}}]}`,
			[]call{{Action: "ConditionCheckItem", Resource: "T", Leading: "e|"}, {Action: "DeleteItem", Resource: "T", Leading: "i|"}, {Action: "PutItem", Resource: "T", Leading: "i|"}, {Action: "UpdateItem", Resource: "U", Leading: "n|"}}},
		{"read transaction", "dynamodb", "DynamoDB_20120810.TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"U","Key":{"scope":{"S":"r|"}}}}]}`,
			[]call{{Action: "GetItem", Resource: "U", Leading: "r|"}}},
		{"batch get", "dynamodb", "DynamoDB_20120810.BatchGetItem", `{"RequestItems":{"U":{"Keys":[{"scope":{"S":"g"}}]},"T":{"Keys":[{"owner":{"S":"i|1"}},{"owner":{"S":"a|1"}}]}}}`,
			[]call{{Action: "BatchGetItem", Resource: "T", Leading: "a|"}, {Action: "BatchGetItem", Resource: "T", Leading: "i|"}, {Action: "BatchGetItem", Resource: "U", Leading: "g"}}},
		{"batch write", "dynamodb", "DynamoDB_20120810.BatchWriteItem", `{"RequestItems":{"U":[{"PutRequest":{"Item":{"scope":{"S":"w|x"}}}},{"DeleteRequest":{"Key":{"scope":{"S":"n|x"}}}}]}}`,
			[]call{{Action: "BatchWriteItem", Resource: "U", Leading: "n|"}, {Action: "BatchWriteItem", Resource: "U", Leading: "w|"}}},
		{"send", "sqs", "AmazonSQS.SendMessage", `{"QueueUrl":"http://x:1/0/the-queue","MessageBody":"secret"}`, []call{{Action: "SendMessage", Resource: "the-queue"}}},
		{"send many", "sqs", "AmazonSQS.SendMessageBatch", `{"QueueUrl":"http://x:1/0/the-queue"}`, []call{{Action: "SendMessage", Resource: "the-queue"}}},
		{"secret", "secretsmanager", "secretsmanager.GetSecretValue", `{"SecretId":"arn:s"}`, []call{{Action: "GetSecretValue", Resource: "arn:s"}}},
		{"publish", "sns", "", "Action=Publish&TopicArn=arn%3At&Message=secret", []call{{Action: "Publish", Resource: "arn:t"}}},
		{"not understood", "s3", "", "\x00", []call{{}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r calls.Recorder
			req, err := http.NewRequest("POST", between(t, engine.URL, &r, nil), strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=k/20261125/eu-central-1/"+tt.service+"/aws4_request, SignedHeaders=host, Signature=0")
			if tt.target != "" {
				req.Header.Set("X-Amz-Target", tt.target)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatalf("calling: %v", err)
			}
			defer res.Body.Close()
			if b, _ := io.ReadAll(res.Body); string(b) != "answer" || res.Header.Get("X-Amz-Crc32") != "7" || passed.Load() != tt.body {
				t.Errorf("passed on %q, answered %q %v", passed.Load(), b, res.Header)
			}
			_, operation, _ := strings.Cut(tt.target, ".")
			if tt.service == "sns" {
				operation = "Publish"
			}
			for i := range tt.want {
				tt.want[i].Function, tt.want[i].Service, tt.want[i].Operation = "F", tt.service, operation
			}
			if diff := cmp.Diff(tt.want, r.Calls()); diff != "" {
				t.Errorf("Calls (-want +got):\n%s", diff)
			}
		})
	}
}

// config leads a client that tries once to an address.
func config(address string) aws.Config {
	c := localengine.Config(address)
	c.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return c
}

func table(t *testing.T, engine string) {
	t.Helper()
	client := dynamodb.NewFromConfig(config(engine))
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("Faults"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("owner"), AttributeType: "S"}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("owner"), KeyType: "HASH"}},
	})
	if err != nil {
		t.Fatalf("making a table: %v", err)
	}
	t.Cleanup(func() {
		client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: aws.String("Faults")})
	})
}

func key(owner string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"owner": &types.AttributeValueMemberS{Value: owner}}
}

// The SDK understands the faults as AWS's own, and only Lose reaches the engine.
func TestFaults(t *testing.T) {
	engine := enginetest.MiniStack(t)
	table(t, engine)
	var r calls.Recorder
	var fault atomic.Int64
	address := between(t, engine, &r, func(calls.Request) calls.Fault { return calls.Fault(fault.Load()) })
	client := dynamodb.NewFromConfig(config(address))
	put := func(owner string) error {
		_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("Faults"), Item: key(owner)})
		return err
	}
	transact := func(owner string) error {
		p := &types.Put{TableName: aws.String("Faults"), Item: key(owner)}
		q := &types.Put{TableName: aws.String("Faults"), Item: key(owner + "2")}
		_, err := client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: p}, {Put: q}}})
		return err
	}
	there := func(owner string) bool {
		out, err := dynamodb.NewFromConfig(config(engine)).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("Faults"), Key: key(owner)})
		if err != nil {
			t.Fatalf("looking at %s: %v", owner, err)
		}
		return len(out.Item) > 0
	}

	if err := put("none"); err != nil || !there("none") {
		t.Errorf("without a fault: %v, there %t", err, there("none"))
	}
	fault.Store(int64(calls.Throttle))
	var throttled *types.ProvisionedThroughputExceededException
	if err := put("throttle"); !errors.As(err, &throttled) || there("throttle") {
		t.Errorf("throttled: %v, there %t", err, there("throttle"))
	}
	fault.Store(int64(calls.Conflict))
	var conflict *types.TransactionConflictException
	if err := put("conflict"); !errors.As(err, &conflict) || there("conflict") {
		t.Errorf("conflict: %v, there %t", err, there("conflict"))
	}
	var cancelled *types.TransactionCanceledException
	if err := transact("cancel"); !errors.As(err, &cancelled) || len(cancelled.CancellationReasons) != 2 || *cancelled.CancellationReasons[0].Code != "TransactionConflict" || there("cancel") {
		t.Errorf("cancelled: %v", err)
	}
	fault.Store(int64(calls.Drop))
	if err := put("drop"); err == nil || there("drop") {
		t.Errorf("dropped: %v, there %t", err, there("drop"))
	}
	fault.Store(int64(calls.Lose))
	if err := put("lose"); err == nil || !there("lose") {
		t.Errorf("lost: %v, there %t", err, there("lose"))
	}
	if n := r.Count(calls.Call{Function: "F", Service: "dynamodb", Operation: "TransactWriteItems", Action: "PutItem", Resource: "Faults", Leading: "cancel"}); n != 1 {
		t.Errorf("%d puts of a transaction are recorded, want 1: %v", n, r.Calls())
	}
	fault.Store(int64(calls.Throttle))
	_, err := sqs.NewFromConfig(config(address)).SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String("http://x/q"), MessageBody: aws.String("x")})
	var slow *sqstypes.RequestThrottled
	if !errors.As(err, &slow) {
		t.Errorf("a throttled queue: %v", err)
	}
}
