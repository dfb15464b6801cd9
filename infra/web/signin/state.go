package signin

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"
)

// flowCookie holds a random name for the browser, good for flowLife. Several tabs
// share it, so that each of them can come back.
const (
	flowCookie = "__Host-paradox-flow"
	flowLife   = 10 * time.Minute
	flowName   = 26 // letters of rand.Text
)

// flow is one way through the provider. It travels as the state, signed for this
// browser; what the provider must not learn from it is derived with the key, so that
// neither cookie nor state holds a secret.
type flow struct {
	browser string
	name    [16]byte
	until   time.Time
	back    string // where to go then
}

// begun returns a new flow for the request's browser, which gets a name if it has none.
func (s *Server) begun(w http.ResponseWriter, r *http.Request, back string) flow {
	f := flow{browser: browserOf(r), until: s.Now().Add(flowLife), back: back}
	if f.browser == "" {
		f.browser = rand.Text()
	}
	rand.Read(f.name[:])
	setCookie(w, flowCookie, f.browser, flowLife)
	return f
}

func browserOf(r *http.Request) string {
	c, err := r.Cookie(flowCookie)
	if err != nil || len(c.Value) != flowName {
		return ""
	}
	return c.Value
}

func (s *Server) state(f flow) string {
	payload := append(f.name[:], binary.BigEndian.AppendUint64(nil, uint64(f.until.Unix()))...)
	return s.seal("state", append(payload, f.back...), f.browser)
}

// resumed returns the flow that a state stands for, if it began in this browser and
// not long ago.
func (s *Server) resumed(r *http.Request, state string) (flow, bool) {
	f := flow{browser: browserOf(r)}
	b, whole := s.open("state", state, f.browser)
	if !whole || f.browser == "" || len(b) < len(f.name)+8 {
		return flow{}, false
	}
	n := copy(f.name[:], b)
	f.until = time.Unix(int64(binary.BigEndian.Uint64(b[n:])), 0)
	f.back = safeReturn(string(b[n+8:]))
	return f, s.Now().Before(f.until)
}

// nonce ties the ID token to the flow, and verifier (RFC 7636) the code.
func (s *Server) nonce(f flow) string    { return s.derived("nonce", f) }
func (s *Server) verifier(f flow) string { return s.derived("verifier", f) }

func (s *Server) derived(purpose string, f flow) string {
	return base64.RawURLEncoding.EncodeToString(s.mac(purpose, f.browser, string(f.name[:])))
}
