package calls

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Fault is what befalls a call.
type Fault int

const (
	// None lets the call through.
	None Fault = iota
	// Throttle answers that there were too many calls; the engine is not asked.
	Throttle
	// Conflict answers that another transaction has one of the items; the engine is not
	// asked. It means something to writes on DynamoDB alone, and is Throttle to others.
	Conflict
	// Drop breaks the connection; the engine is not asked.
	Drop
	// Lose lets the engine do it and breaks the connection instead of answering.
	Lose
)

const dynamo = "com.amazonaws.dynamodb.v20120810#"

// answer writes what AWS says in place of doing it. Faults that break the connection
// have none.
func (f Fault) answer(w http.ResponseWriter, q Request) {
	const slow = "Rate exceeded"
	switch {
	case q.Service == "dynamodb" && f == Conflict && q.Operation == "TransactWriteItems":
		refuse(w, conflicting(q))
	case q.Service == "dynamodb" && f == Conflict && strings.HasSuffix(q.Operation, "Item"):
		refuse(w, map[string]any{"__type": dynamo + "TransactionConflictException", "message": "Transaction is ongoing for the item"})
	case q.Service == "dynamodb":
		refuse(w, map[string]any{"__type": dynamo + "ProvisionedThroughputExceededException", "message": slow})
	case q.Service == "sqs":
		refuse(w, map[string]any{"__type": "com.amazonaws.sqs#RequestThrottled", "message": slow})
	case q.Service == "sns":
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>Throttled</Code><Message>%s</Message></Error><RequestId>local</RequestId></ErrorResponse>", slow)
	default:
		refuse(w, map[string]any{"__type": "ThrottlingException", "message": slow})
	}
}

// conflicting is a transaction that was cancelled because of its first item.
func conflicting(q Request) map[string]any {
	reasons := []map[string]string{{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}}
	for range len(q.Calls) - 1 {
		reasons = append(reasons, map[string]string{"Code": "None"})
	}
	return map[string]any{
		"__type":              dynamo + "TransactionCanceledException",
		"message":             "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
		"CancellationReasons": reasons,
	}
}

func refuse(w http.ResponseWriter, body map[string]any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	json.NewEncoder(w).Encode(body)
}
