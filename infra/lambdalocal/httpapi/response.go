package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// answer is what a function says in payload format 2.0. There are no multi-valued
// headers in it: API Gateway does not know them, and would drop them.
type answer struct {
	StatusCode *int              `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Cookies    []string          `json:"cookies"`
	Body       string            `json:"body"`
	Base64     bool              `json:"isBase64Encoded"`
}

// respond makes a response of a function's answer. JSON without a statusCode is the
// body of a 200; what is neither is the function's fault.
func respond(w http.ResponseWriter, r *http.Request, payload []byte) {
	var a answer
	if err := json.Unmarshal(payload, &a); err != nil || a.StatusCode == nil {
		if !json.Valid(payload) || declares(payload) {
			refuse(w, http.StatusInternalServerError, "Internal Server Error")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(payload)
		return
	}
	body := []byte(a.Body)
	if a.Base64 {
		var err error
		if body, err = base64.StdEncoding.DecodeString(a.Body); err != nil {
			refuse(w, http.StatusInternalServerError, "Internal Server Error")
			return
		}
	}
	if *a.StatusCode < 200 || *a.StatusCode > 599 {
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	h := w.Header()
	for name, value := range a.Headers {
		if !hopByHop[strings.ToLower(name)] {
			h.Set(name, value)
		}
	}
	for _, cookie := range a.Cookies {
		h.Add("Set-Cookie", cookie)
	}
	if h.Get("Content-Type") == "" && len(body) > 0 {
		h.Set("Content-Type", "text/plain;charset=UTF-8")
	}
	if r.Method != http.MethodHead {
		h.Set("Content-Length", strconv.Itoa(len(body))) // whatever the function thinks
	}
	if *a.StatusCode == http.StatusNoContent || *a.StatusCode == http.StatusNotModified {
		h.Del("Content-Length")
	}
	w.WriteHeader(*a.StatusCode)
	w.Write(body) // a client that has gone needs no answer
}

// declares reports whether JSON is an object with a statusCode, which then is meant as
// an answer though it cannot be read as one.
func declares(payload []byte) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(payload, &object) == nil && object["statusCode"] != nil
}

// hopByHop are the headers that end at API Gateway.
var hopByHop = map[string]bool{
	"connection": true, "keep-alive": true, "proxy-connection": true, "te": true, "trailer": true,
	"transfer-encoding": true, "upgrade": true,
}

// refuse answers as API Gateway does by itself.
func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"message": message})
}
