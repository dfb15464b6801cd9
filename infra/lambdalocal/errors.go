package lambdalocal

import (
	"errors"
	"fmt"
)

// What an [Error] matches by errors.Is, beside the error itself.
var (
	// ErrFunction: the function answered with an error, a panic included.
	ErrFunction = errors.New("the function failed")
	// ErrCrashed: the process exited or was killed before it answered.
	ErrCrashed = errors.New("the process ended")
	// ErrTimeout: the invocation took longer than the function's timeout, and the
	// process was killed.
	ErrTimeout = errors.New("the invocation took too long")
	// ErrInit: the process reported an error, ended or took too long before it first
	// asked for an invocation.
	ErrInit = errors.New("the function did not start")
	// ErrThrottled: as many invocations are under way as are allowed.
	ErrThrottled = errors.New("too many invocations at a time")
	// ErrTooLarge: the payload or the answer is above MaxPayload.
	ErrTooLarge = errors.New("above 6 MB")
	// ErrClosed: the function was closed.
	ErrClosed = errors.New("closed")
)

// Error says how an invocation failed, in Lambda's own words.
type Error struct {
	Function  string
	RequestID string // "" where there was no invocation yet
	Type      string // as Runtime.ExitError, or the function's own errorType
	Message   string // the function's own errorMessage, or ours; never a payload
	kind      error
}

// Error names the function, the type and the message.
func (e *Error) Error() string {
	return fmt.Sprintf("invoking %s: %s: %s", e.Function, e.Type, e.Message)
}

// Unwrap returns which of the package's errors it is.
func (e *Error) Unwrap() error { return e.kind }
