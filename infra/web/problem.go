package web

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// InvalidParam says what is wrong with one field of a request. It never holds
// the field's value.
type InvalidParam struct {
	Field  string `json:"field" doc:"Where: a field of the body, such as text or mentions[3].time, or a parameter, such as from or header.Idempotency-Key" example:"text"`
	Reason string `json:"reason" doc:"What is wrong with it" example:"longer than 16 KiB"`
}

// problem is an RFC 9457 problem, and the error that handlers return for one.
type problem struct {
	Title         string         `json:"title" doc:"The status in words" example:"Unprocessable Entity"`
	Status        int            `json:"status" doc:"The HTTP status" example:"422"`
	Detail        string         `json:"detail,omitempty" doc:"For people; never repeats what was sent"`
	Code          string         `json:"code" doc:"Stable, for programs" example:"invalid"`
	RequestID     string         `json:"request_id,omitempty" doc:"Names this request in the log"`
	InvalidParams []InvalidParam `json:"invalid_params,omitempty" doc:"The fields that are wrong"`

	cause     error // for the log
	retry     time.Duration
	challenge string // of WWW-Authenticate
}

// Error returns what the log may show.
func (p *problem) Error() string {
	if p.cause != nil {
		return p.cause.Error()
	}
	return p.Code + ": " + p.Detail
}

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// GetStatus implements huma.StatusError.
func (p *problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// waitDefault is the Retry-After of a 429 or 503 that sets none.
const waitDefault = 5 * time.Second

// Problem returns the error that answers a request with that status, a stable
// code and a detail for people. Neither detail nor reasons may quote the
// request. The detail of a 5xx goes to the log only. A 429 or 503 is sent with
// Retry-After.
func Problem(status int, code, detail string, invalid ...InvalidParam) error {
	return newProblem(status, code, detail, nil, invalid)
}

// Unavailable returns the error that answers 503, with the cause for the log.
func Unavailable(cause error) error {
	return newProblem(http.StatusServiceUnavailable, "unavailable", "", cause, nil)
}

func newProblem(status int, code, detail string, cause error, invalid []InvalidParam) *problem {
	p := &problem{Title: http.StatusText(status), Status: status, Code: code, Detail: detail, InvalidParams: invalid, cause: cause}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		p.retry = waitDefault
	}
	return p
}

// RetryAfter makes a problem's answer say when to come again. Other errors pass
// through unchanged.
func RetryAfter(err error, wait time.Duration) error {
	var p *problem
	if !errors.As(err, &p) {
		return err
	}
	c := *p
	c.retry = wait
	return &c
}

// Challenge makes a problem's answer ask for a bearer token, with an error code of
// RFC 6750 or, where nothing was shown, without one. Other errors pass through
// unchanged.
func Challenge(err error, code string) error {
	var p *problem
	if !errors.As(err, &p) {
		return err
	}
	c := *p
	c.challenge = `Bearer realm="paradox"`
	if code != "" {
		c.challenge += `, error="` + code + `"`
	}
	return &c
}

// Fail answers with the problem that err is, or with a 500 for any other error.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := asProblem(err).sent(r.Context(), w.Header().Set)
	w.Header().Set("Content-Type", problemType)
	w.Header().Del("Content-Length")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// SayWhen sets the Retry-After with which [Fail] would answer err, if any, for those
// who answer with a page instead.
func SayWhen(h http.Header, err error) { asProblem(err).sayWhen(h.Set) }

func (p *problem) sayWhen(header func(name, value string)) {
	if p.retry > 0 {
		header("Retry-After", strconv.Itoa(int(math.Ceil(p.retry.Seconds()))))
	}
}

// Describe returns status, code and fields of the problem that err is, for
// those who answer with a page instead.
func Describe(err error) (status int, code string, invalid []InvalidParam) {
	p := asProblem(err)
	return p.Status, p.Code, p.InvalidParams
}

// Note puts an error into the log line of its request, for those who answer
// with a page instead of [Fail].
func Note(ctx context.Context, err error) { callOf(ctx).note(asProblem(err)) }

func asProblem(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return newProblem(http.StatusRequestEntityTooLarge, codes[413], details[413], err, nil)
	}
	return newProblem(http.StatusInternalServerError, codes[500], "", err, nil)
}

// sent returns the problem as it may leave: named by its request, and a 5xx
// without detail. It notes the rest for the log.
func (p *problem) sent(ctx context.Context, header func(name, value string)) *problem {
	c := callOf(ctx)
	c.note(p)
	out := *p
	out.RequestID = c.id
	if out.Status >= 500 {
		out.Detail, out.InvalidParams = "", nil
	}
	out.sayWhen(header)
	if out.challenge != "" {
		header("WWW-Authenticate", out.challenge)
	}
	header("Cache-Control", "no-store")
	return &out
}

func finishProblem(ctx huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*problem); ok {
		return p.sent(ctx.Context(), ctx.SetHeader), nil
	}
	return v, nil
}

var replaceErrors = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false // a list that is empty is sent as one, and null is refused
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return fromHuma(status, msg, errs) }
})

var codes = map[int]string{
	400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 406: "not_acceptable",
	408: "timeout", 413: "body_too_large", 415: "media_type", 422: "invalid", 500: "internal",
}

var details = map[int]string{
	400: "The request could not be read.",
	404: "There is nothing here.",
	405: "This path does not take that method.",
	408: "The body did not arrive in time.",
	413: "The body is larger than this route takes.",
	415: "The body's media type is not one that this route takes; the document at /openapi.yaml lists them.",
	422: "Some fields are not as the contract wants them.",
}

// fromHuma says in our words what the API library found. Its own messages may
// quote the request, and its error details do.
func fromHuma(status int, msg string, errs []error) *problem {
	if msg == "cannot read request body" { // the client went away, or sent too much
		status = http.StatusBadRequest
		for _, err := range errs {
			if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
				status = http.StatusRequestEntityTooLarge
			}
		}
		errs = nil
	}
	if slices.ContainsFunc(errs, unreadable) { // routes that check fields themselves report it as invalid
		status = http.StatusBadRequest
	}
	if status >= 500 {
		return newProblem(status, codes[500], "", errors.Join(errs...), nil)
	}
	p := newProblem(status, codes[status], details[status], nil, nil)
	if p.Code == "" {
		p.Code = "refused"
	}
	for _, err := range errs {
		if status != http.StatusUnsupportedMediaType {
			p.InvalidParams = append(p.InvalidParams, invalidParam(err))
		}
	}
	return p
}

// unreadable reports whether err says that a body is no JSON or no form at all.
func unreadable(err error) bool {
	var d huma.ErrorDetailer
	return errors.As(err, &d) && strings.HasPrefix(d.ErrorDetail().Message, notValid)
}

func invalidParam(err error) InvalidParam {
	var d huma.ErrorDetailer
	if !errors.As(err, &d) {
		return InvalidParam{Field: "body", Reason: "not as the contract wants it"}
	}
	detail := d.ErrorDetail()
	place, _, _ := strings.Cut(detail.Location, ".")
	switch detail.Message {
	case "unexpected property": // the location ends in a name that the sender made up
		return InvalidParam{Field: place, Reason: "has a property that the contract does not know"}
	case "unknown query parameter":
		return InvalidParam{Field: place, Reason: "has a parameter that the contract does not know"}
	}
	field, reason := detail.Location, detail.Message
	if name, ok := strings.CutPrefix(reason, "expected required property "); ok {
		field, reason = field+"."+strings.TrimSuffix(name, " to be present"), "required"
	}
	reason, _, _ = strings.Cut(reason, ": ")                      // what follows a colon quotes the value
	reason = strings.Replace(reason, `one of ", `, `one of "`, 1) // the empty choice cannot be seen in a list
	return InvalidParam{Field: strings.TrimPrefix(field, "body."), Reason: reason}
}
