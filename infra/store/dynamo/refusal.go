package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// refusal is an error that DynamoDB answered with. Its text names the code alone; the
// cause is there for errors.As.
type refusal struct {
	operation, code string
	cause           error
}

func (r *refusal) Error() string { return fmt.Sprintf("DynamoDB refused %s: %s", r.operation, r.code) }

func (r *refusal) Unwrap() error { return r.cause }

// refused is err without the words that DynamoDB put to it.
func refused(operation string, err error) error {
	var api smithy.APIError
	if errors.As(err, &api) {
		return &refusal{operation, api.ErrorCode(), err}
	}
	return fmt.Errorf("calling DynamoDB: %w", err)
}

// The reasons of a cancelled transaction; the SDK has no names for them.
const (
	reasonNone      = "None"
	reasonCondition = "ConditionalCheckFailed"
	reasonConflict  = "TransactionConflict"
	reasonInvalid   = "ValidationError"
	reasonTooLarge  = "ItemCollectionSizeLimitExceeded"
)

// throttled are the codes, of errors and of reasons, that ask for patience and that
// the SDK does not list.
var throttled = map[string]struct{}{
	"ThrottlingError": {}, "ProvisionedThroughputExceeded": {}, "RequestLimitExceeded": {},
}

var throttles = retry.IsErrorThrottles(append(retry.DefaultThrottles[:len(retry.DefaultThrottles):len(retry.DefaultThrottles)],
	retry.ThrottleErrorCode{Codes: throttled}))

var retryables = retry.IsErrorRetryables(append(retry.DefaultRetryables[:len(retry.DefaultRetryables):len(retry.DefaultRetryables)],
	retry.RetryableErrorCode{Codes: throttled}))

// mends reports whether the same call, sent again, may succeed. That includes all
// that leaves open whether it was done.
func mends(err error) bool {
	var (
		canceled *types.TransactionCanceledException
		conflict *types.TransactionConflictException
		replica  *types.ReplicatedWriteConflictException
		garbled  *smithy.DeserializationError
		api      smithy.APIError
	)
	switch {
	case errors.As(err, &canceled):
		return onlyThrottled(canceled.CancellationReasons)
	case errors.Is(err, context.DeadlineExceeded): // of this one try
		return true
	case errors.As(err, &conflict), errors.As(err, &replica), errors.As(err, &garbled):
		return true
	case errors.As(err, &api) && api.ErrorFault() == smithy.FaultServer:
		return true
	}
	return retryables.IsErrorRetryable(err) == aws.TrueTernary
}

// leavesOpen reports whether what was sent may have been carried out in spite of err.
func leavesOpen(err error) bool {
	var (
		canceled *types.TransactionCanceledException
		conflict *types.TransactionConflictException
	)
	if errors.As(err, &canceled) || errors.As(err, &conflict) || throttles.IsErrorThrottle(err) == aws.TrueTernary {
		return false
	}
	return mends(err)
}

// onlyInTheWay reports whether a transaction met nothing but others, or a lack of
// capacity: no condition of its own failed.
func onlyInTheWay(reasons []types.CancellationReason) bool {
	for _, r := range reasons {
		code := aws.ToString(r.Code)
		if _, slow := throttled[code]; !slow && code != reasonConflict && !blameless(r) {
			return false
		}
	}
	return true
}

// onlyThrottled reports whether a transaction met nothing but a lack of capacity.
func onlyThrottled(reasons []types.CancellationReason) bool {
	some := false
	for _, r := range reasons {
		if _, slow := throttled[aws.ToString(r.Code)]; slow {
			some = true
		} else if !blameless(r) {
			return false
		}
	}
	return some
}

// blameless reports whether an action of a cancelled transaction was not its cause.
func blameless(r types.CancellationReason) bool {
	code := aws.ToString(r.Code)
	return code == "" || code == reasonNone
}

// count notes what a try that failed met.
func (e *effort) count(err error) {
	var canceled *types.TransactionCanceledException
	var conflict *types.TransactionConflictException
	switch {
	case errors.As(err, &canceled):
		slow, met := false, false
		for _, r := range canceled.CancellationReasons {
			_, t := throttled[aws.ToString(r.Code)]
			slow, met = slow || t, met || aws.ToString(r.Code) == reasonConflict
		}
		e.call.Throttles += one(slow)
		e.call.Conflicts += one(met)
	case errors.As(err, &conflict):
		e.call.Conflicts++
	case throttles.IsErrorThrottle(err) == aws.TrueTernary:
		e.call.Throttles++
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
