package faults

import (
	"errors"
	"net"
	"os"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/transport/http"
)

// none is what the SDK reads where an action was not the cause of a cancellation.
const none = "None"

// canceled is a cancelled transaction of n actions, because of the one at a place.
func canceled(n, at int, code string) error {
	reasons := make([]types.CancellationReason, n)
	for i := range reasons {
		reasons[i].Code = aws.String(none)
	}
	reasons[at] = types.CancellationReason{Code: &code, Message: aws.String("injected")}
	return &types.TransactionCanceledException{Message: aws.String("injected"), CancellationReasons: reasons}
}

// size is how many actions a transaction has; 0 for other calls.
func (c *call) size() int {
	switch in := c.input.(type) {
	case *dynamodb.TransactWriteItemsInput:
		return len(in.TransactItems)
	case *dynamodb.TransactGetItemsInput:
		return len(in.TransactItems)
	}
	return 0
}

// writes reports whether the call can be in conflict with a transaction.
func (c *call) writes() bool { return len(itemsOf(c.input).keys) > 0 }

func (c *call) conflict() error { return c.conflictAt(c.draw.IntN(max(1, c.size()))) }

// conflictAt is a conflict over the item at a place.
func (c *call) conflictAt(i int) error {
	if n := c.size(); n > 0 {
		return canceled(n, i, "TransactionConflict")
	}
	return &types.TransactionConflictException{Message: aws.String("injected")}
}

// throttle is one of the ways in which DynamoDB asks for patience.
func (c *call) throttle() error {
	n := c.size()
	which := c.draw.IntN(5)
	if n == 0 {
		which %= 3
	}
	switch which {
	case 0:
		return &types.ThrottlingException{Message: aws.String("injected")}
	case 1:
		return &types.ProvisionedThroughputExceededException{Message: aws.String("injected")}
	case 2:
		return &types.RequestLimitExceeded{Message: aws.String("injected")}
	case 3:
		return canceled(n, c.draw.IntN(n), "ThrottlingError")
	}
	return canceled(n, c.draw.IntN(n), "ProvisionedThroughputExceeded")
}

func internal() error { return &types.InternalServerError{Message: aws.String("injected")} }

func stillInProgress() error {
	return &types.TransactionInProgressException{Message: aws.String("injected")}
}

// timeout is what a client sees when a connection breaks or stays silent.
func timeout(d draw) error {
	cause := &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	if d.IntN(2) == 0 {
		cause = &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
	}
	return &http.RequestSendError{Err: cause}
}

// halved makes the reasons of a cancelled transaction less than the whole truth: of
// several failed conditions it leaves one, and besides a single one it names a
// conflict.
func (c *call) halved(err error) error {
	var cancel *types.TransactionCanceledException
	if f := c.life.faults; !errors.As(err, &cancel) || !f.also(c.draw, HalfReasons) {
		return err
	}
	var failed, clean []int
	for i, r := range cancel.CancellationReasons {
		switch aws.ToString(r.Code) {
		case "ConditionalCheckFailed":
			failed = append(failed, i)
		case none, "":
			clean = append(clean, i)
		}
	}
	switch {
	case len(failed) > 1:
		keep := failed[c.draw.IntN(len(failed))]
		for _, i := range failed {
			if i != keep {
				cancel.CancellationReasons[i] = types.CancellationReason{Code: aws.String(none)}
			}
		}
	case len(failed) == 1 && len(clean) > 0:
		cancel.CancellationReasons[clean[c.draw.IntN(len(clean))]].Code = aws.String("TransactionConflict")
	default:
		return err
	}
	c.life.faults.met[HalfReasons].Add(1)
	return err
}
