package sqs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// try makes a call until it succeeds, fails for good, or ctx ends. Each try may take
// limit.
func (q *Queue) try(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		one, cancel := context.WithTimeout(ctx, limit)
		err := call(one)
		cancel()
		switch {
		case err == nil:
			return nil
		case ctx.Err() == nil && !mends(err):
			return err
		case ctx.Err() == nil:
			sleep(ctx, rand.N(backoff(q.o.Backoff, n))) // the whole of it at random, so that many do not come back together
		}
		if ended := ctx.Err(); ended != nil {
			return fmt.Errorf("%w after %d tries, the last: %w", ended, n, err)
		}
	}
}

// backoff is the limit of the wait after the nth try.
func backoff(first time.Duration, n int) time.Duration {
	d := first
	for range n - 1 {
		if d *= 2; d >= maxBackoff {
			return maxBackoff
		}
	}
	return d
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

var worthwhile = retry.IsErrorRetryables(retry.DefaultRetryables)

// mends reports whether the same call may succeed later: not what SQS refuses, but
// throttling, its own faults, and whatever happened on the way.
func mends(err error) bool {
	if _, some := errors.AsType[leftOver](err); some {
		return true
	}
	if _, many := errors.AsType[*types.OverLimit](err); many { // too much is in flight, which passes
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || worthwhile.IsErrorRetryable(err) == aws.TrueTernary
}

// leftOver is the error of a call of which a part failed, as it may not again.
type leftOver struct {
	entries int
	code    string // of one of them
}

func (l leftOver) Error() string { return fmt.Sprintf("%d entries failed, with %s", l.entries, l.code) }

// answer is what SQS says of the entries of a call. An entry that is in neither list
// has failed as well.
type answer struct {
	done   []*string
	failed []types.BatchResultErrorEntry
}

// insist makes a call for entries, given by their numbers, until each is done or
// refused for good. It returns the codes of those that were refused; on error what
// became of the others is not known.
func (q *Queue) insist(ctx context.Context, entries []int, call func(context.Context, []int) (answer, error)) (refused map[int]string, err error) {
	refused = map[int]string{}
	err = q.try(ctx, callTime, func(ctx context.Context) error {
		a, err := call(ctx, entries)
		if err != nil {
			return err
		}
		settled, code := map[int]bool{}, "no answer"
		for _, id := range a.done {
			settled[number(id)] = true
		}
		for _, f := range a.failed {
			if code = bare(f.Code); f.SenderFault && !throttled(code) {
				settled[number(f.Id)] = true
				refused[number(f.Id)] = code
			}
		}
		var left []int
		for _, i := range entries {
			if !settled[i] {
				left = append(left, i)
			}
		}
		if entries = left; len(left) > 0 {
			return leftOver{len(left), code}
		}
		return nil
	})
	return refused, err
}

// id and number turn an entry's number into its name in a call and back.
func id(i int) *string { return aws.String(strconv.Itoa(i)) }

func number(id *string) int {
	i, err := strconv.Atoi(aws.ToString(id))
	if err != nil {
		return -1
	}
	return i
}

// bare is an error code without the service's name, which some carry.
func bare(code *string) string {
	c := aws.ToString(code)
	return c[strings.LastIndexByte(c, '.')+1:]
}

func throttled(code string) bool {
	_, is := retry.DefaultThrottleErrorCodes[code]
	return is
}

// refusal is the error of an entry that SQS refused for good.
func refusal(code string) error { return fmt.Errorf("SQS refused it with %s", code) }
