package dynamo_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/transport/http"

	"paradox/infra/enginetest"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// answer is what becomes of a transaction instead of sending it.
type answer func(in *dynamodb.TransactWriteItemsInput, send func() (any, error)) (any, error)

// script answers the first transactions that a store sends and keeps all of them.
type script struct {
	answers []answer
	sent    []*dynamodb.TransactWriteItemsInput
}

func (s *script) handle(_ context.Context, input any, send func() (any, error)) (any, error) {
	in, transaction := input.(*dynamodb.TransactWriteItemsInput)
	if !transaction {
		return send()
	}
	s.sent = append(s.sent, in)
	if len(s.sent) > len(s.answers) {
		return send()
	}
	return s.answers[len(s.sent)-1](in, send)
}

func (s *script) tokens() (all []string) {
	for _, in := range s.sent {
		all = append(all, aws.ToString(in.ClientRequestToken))
	}
	return all
}

// fails answers with err instead of sending.
func fails(err error) answer {
	return func(*dynamodb.TransactWriteItemsInput, func() (any, error)) (any, error) { return nil, err }
}

// loses sends and answers with err.
func loses(err error) answer {
	return func(_ *dynamodb.TransactWriteItemsInput, send func() (any, error)) (any, error) {
		if _, err := send(); err != nil {
			return nil, err
		}
		return nil, err
	}
}

// cancels answers that action at of the transaction was why it was cancelled; a
// negative place counts from the end.
func cancels(at int, code string) answer {
	return func(in *dynamodb.TransactWriteItemsInput, _ func() (any, error)) (any, error) {
		reasons := make([]types.CancellationReason, len(in.TransactItems))
		for i := range reasons {
			reasons[i].Code = aws.String("None")
		}
		i := (at + len(reasons)) % len(reasons)
		reasons[i] = types.CancellationReason{Code: aws.String(code), Message: aws.String("SENTINEL")}
		return nil, &types.TransactionCanceledException{Message: aws.String("SENTINEL"), CancellationReasons: reasons}
	}
}

var (
	reset      = &http.RequestSendError{Err: &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}}
	invalid    = &smithy.GenericAPIError{Code: "ValidationException", Message: "SENTINEL"}
	throttling = &types.ThrottlingException{Message: aws.String("SENTINEL")}
)

// What may have been done is sent again as it was, under its token; what was refused
// and is changed goes under another, to another shard. Either way it counts once.
func TestRecordRetries(t *testing.T) {
	same, other := true, false
	tests := []struct {
		name   string
		answer answer
		token  bool // whether the second try has the first one's
	}{
		{"lost after it was done", loses(reset), same},
		{"timed out after it was done", loses(context.DeadlineExceeded), same},
		{"garbled after it was done", loses(&smithy.DeserializationError{Err: errors.New("unexpected EOF")}), same},
		{"lost before", fails(reset), same},
		{"internal error after it was done", loses(&types.InternalServerError{}), same},
		{"still in progress", loses(&types.TransactionInProgressException{}), same},
		{"throttled", fails(throttling), same},
		{"too many requests", fails(&types.RequestLimitExceeded{}), same},
		{"provisioned throughput", fails(&types.ProvisionedThroughputExceededException{}), same},
		{"throttled by a reason", cancels(0, "ThrottlingError"), same},
		{"provisioned throughput by a reason", cancels(-1, "ProvisionedThroughputExceeded"), same},
		{"in conflict over a counter", cancels(-1, "TransactionConflict"), other},
		{"in conflict over a reaction", cancels(0, "TransactionConflict"), other},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, st stack) {
				var seen calls
				var idle waits
				sc := script{answers: []answer{tt.answer}}
				s := st.open(t, atStart, st.behind(sc.handle), seen.observe, idle.wait)
				record(t, s, []store.Entry{entry(1, ""), entry(2, "a")}, store.Recorded)
				if len(sc.sent) != 2 || (sc.tokens()[0] == sc.tokens()[1]) != tt.token {
					t.Errorf("sent under tokens %v, want two tries, the token kept: %v", sc.tokens(), tt.token)
				}
				if got := scopes(sc.sent[0])[0] == scopes(sc.sent[1])[0]; got != tt.token {
					t.Errorf("counted in %v and %v, want the shard kept: %v", scopes(sc.sent[0]), scopes(sc.sent[1]), tt.token)
				}
				if cs := seen.of("TransactWriteItems"); len(cs) != 1 || cs[0].Tries != 2 || cs[0].Err != nil {
					t.Errorf("observed %+v, want two tries in one", cs)
				}
				if len(idle.all) != 1 || idle.all[0] > 25*time.Millisecond {
					t.Errorf("waited %v, want once and up to 25ms", idle.all)
				}
				verify(t, s, 2, 0, 0)
			})
		})
	}
}

// scopes are the counter scopes that a transaction moves.
func scopes(in *dynamodb.TransactWriteItemsInput) (all []string) {
	for _, act := range in.TransactItems {
		if act.Update == nil {
			continue
		}
		if scope, ok := act.Update.Key["scope"].(*types.AttributeValueMemberS); ok {
			all = append(all, scope.Value)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// What no retry mends ends at once, without a word of what was sent. It is the
// entry's fault only where DynamoDB says so.
func TestRecordEnds(t *testing.T) {
	tests := []struct {
		name    string
		answer  answer
		invalid bool
		want    string // in the error
	}{
		{"a call that is not valid", fails(invalid), false, "ValidationException"},
		{"an entry that is not valid", cancels(0, "ValidationError"), true, string(id(1))},
		{"a counter that is not valid", cancels(-1, "ValidationError"), false, "ValidationError"},
		{"no such table", fails(&types.ResourceNotFoundException{Message: aws.String("SENTINEL")}), false, "ResourceNotFoundException"},
		{"a reason that is not known", cancels(0, "Unheard"), false, "Unheard"},
		{"another transaction under this token", fails(&types.IdempotentParameterMismatchException{Message: aws.String("SENTINEL")}), false, "IdempotentParameterMismatch"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st := newStack(t, enginetest.MiniStack(t))
			sc := script{answers: []answer{tt.answer}}
			s := st.open(t, atStart, st.behind(sc.handle))
			_, err := s.Record(t.Context(), []store.Entry{entry(1, "")})
			if err == nil || errors.Is(err, store.ErrInvalid) != tt.invalid || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Record = %v, want ErrInvalid: %v, and to name %q", err, tt.invalid, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "SENTINEL") {
				t.Errorf("the error quotes DynamoDB: %v", err)
			}
			if len(sc.sent) != 1 {
				t.Errorf("sent %d times, want once", len(sc.sent))
			}
			verify(t, s, 0, 0, 0)
		})
	}
}

// Without a deadline of the caller's it ends after some twenty seconds of waiting;
// with one, in time for it; cancelled, at once. The error says what the last try met.
func TestGivingUp(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	always := func(_ context.Context, input any, send func() (any, error)) (any, error) {
		if _, ok := input.(*dynamodb.TransactWriteItemsInput); ok {
			return nil, throttling
		}
		return send()
	}
	var idle waits
	s := st.open(t, atStart, st.behind(always), idle.wait)
	_, err := s.Record(t.Context(), []store.Entry{entry(1, "")})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "ThrottlingException") {
		t.Errorf("Record = %v, want DeadlineExceeded and what was met", err)
	}
	var sum, most time.Duration
	for _, d := range idle.all {
		sum, most = sum+d, max(most, d)
	}
	if sum < 18*time.Second || sum > 20*time.Second || most > time.Second || most < 600*time.Millisecond {
		t.Errorf("waited %v in %d waits of up to %v, want some 20s in waits of up to 1s", sum, len(idle.all), most)
	}

	soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err = st.open(t, atStart, st.behind(always)).Record(soon, []store.Entry{entry(1, "")})
	if d := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || d > time.Second {
		t.Errorf("Record with a deadline = %v after %v", err, d)
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Record(ended, []store.Entry{entry(1, "")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Record of a cancelled context = %v", err)
	}
}

// Keys that DynamoDB leaves unprocessed are asked for again.
func TestUnprocessedKeys(t *testing.T) {
	st := newStack(t, enginetest.MiniStack(t))
	record(t, st.open(t, atStart), slices.Concat(entries(0, 60, ""), entries(60, 120, "a")), store.Recorded)
	asked := 0
	var idle waits
	s := st.open(t, atStart, idle.wait, st.behind(func(_ context.Context, input any, send func() (any, error)) (any, error) {
		in, ok := input.(*dynamodb.BatchGetItemInput)
		if !ok {
			return send()
		}
		asked++
		all := in.RequestItems[st.tables.Reactions]
		if !aws.ToBool(all.ConsistentRead) {
			t.Error("read without ConsistentRead")
		}
		if len(all.Keys) < 2 {
			return send()
		}
		half, rest := all, all
		half.Keys, rest.Keys = all.Keys[:len(all.Keys)/2], all.Keys[len(all.Keys)/2:]
		in.RequestItems = map[string]types.KeysAndAttributes{st.tables.Reactions: half}
		out, err := send()
		if err == nil {
			out.(*dynamodb.BatchGetItemOutput).UnprocessedKeys = map[string]types.KeysAndAttributes{st.tables.Reactions: rest}
		}
		return out, err
	}))
	var ls []store.Labelled
	for i := range 120 {
		ls = append(ls, store.Labelled{ID: id(i), Result: entry(i, "").Labels[generation]})
	}
	if n, err := s.Label(t.Context(), "m2", ls...); err != nil || n != 120 {
		t.Fatalf("Label = %d, %v; want 120", n, err)
	}
	if asked < 15 || len(idle.all) < 12 {
		t.Errorf("asked %d times with %d waits, want more", asked, len(idle.all))
	}
	verify(t, s, 120, 0, 0)
}

func TestClosed(t *testing.T) {
	s := newStack(t, enginetest.MiniStack(t)).open(t, atStart)
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if _, err := s.Record(t.Context(), []store.Entry{entry(1, "")}); !errors.Is(err, dynamo.ErrClosed) {
		t.Errorf("Record = %v, want ErrClosed", err)
	}
	if _, err := s.Erase(t.Context(), id(1)); !errors.Is(err, dynamo.ErrClosed) {
		t.Errorf("Erase = %v, want ErrClosed", err)
	}
}
