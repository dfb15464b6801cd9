package lambdalocal

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
)

const (
	version     = "/2018-06-01/runtime/"
	errorHeader = "Lambda-Runtime-Function-Error-Type"
)

// runtimeAPI is what the process talks to, after
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func (e *environment) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+version+"invocation/next", e.next)
	mux.HandleFunc("POST "+version+"invocation/{id}/response", e.response)
	mux.HandleFunc("POST "+version+"invocation/{id}/error", e.failure)
	mux.HandleFunc("POST "+version+"init/error", e.initError)
	return mux
}

// next says that the process is free, and waits with it for an invocation.
func (e *environment) next(w http.ResponseWriter, r *http.Request) {
	select {
	case e.asks <- struct{}{}:
	default: // asked before, and the connection broke
	}
	var inv *invocation
	select {
	case inv = <-e.work:
	case <-r.Context().Done():
		return
	case <-e.gone:
		return
	}
	e.mu.Lock()
	e.current = inv
	e.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(inv.deadline.UnixMilli(), 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", ARN(e.c.Region, e.c.Name))
	h.Set("Lambda-Runtime-Trace-Id", inv.trace)
	w.Write(inv.payload)
}

// response takes an answer. One that is too large is refused and fails the
// invocation; a reader that failed half way says so in a trailer.
func (e *environment) response(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPayload))
	a := answer{payload: body}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		a = answer{problem: &problem{
			Type: "Function.ResponseSizeTooLarge", Message: "the answer is longer than 6 MB", kind: ErrTooLarge,
		}}
	case err != nil:
		return // the process is gone, which is seen elsewhere
	case r.Trailer.Get(errorHeader) != "":
		a = answer{problem: problemOf(nil, r.Trailer.Get(errorHeader), ErrFunction)}
	}
	if !e.settle(w, r, a) {
		return
	}
	if a.problem != nil && large != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge")
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// failure takes an error in place of an answer.
func (e *environment) failure(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPayload))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge")
		return
	}
	if e.settle(w, r, answer{problem: problemOf(body, r.Header.Get(errorHeader), ErrFunction)}) {
		w.WriteHeader(http.StatusAccepted)
	}
}

// settle gives the invocation its answer, if it is the one that the process has.
func (e *environment) settle(w http.ResponseWriter, r *http.Request, a answer) bool {
	e.mu.Lock()
	inv := e.current
	mine := inv != nil && inv.id == r.PathValue("id")
	if mine {
		e.current = nil
	}
	e.mu.Unlock()
	if !mine {
		refuse(w, http.StatusBadRequest, "InvalidRequestID")
		return false
	}
	inv.answer <- a
	return true
}

// initError takes what kept the process from starting, and ends it.
func (e *environment) initError(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPayload))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge")
		return
	}
	e.mu.Lock()
	e.broken = problemOf(body, r.Header.Get(errorHeader), ErrInit)
	e.mu.Unlock()
	w.WriteHeader(http.StatusAccepted)
	http.NewResponseController(w).Flush()
	e.cmd.Process.Kill()
}

func refuse(w http.ResponseWriter, status int, kind string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"errorType": kind, "errorMessage": http.StatusText(status)})
}
