package calls

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
)

// Options say between whom a proxy stands.
type Options struct {
	Engine   *url.URL // the engine's address
	Function string   // whose calls they are
	Recorder *Recorder
	// HashKeys are the names of the partition keys' attributes by table; see
	// template.Deployment.HashKeys.
	HashKeys map[string]string
	// Fault says what befalls a call, before it is made. Nil lets every call through.
	// It is called from several goroutines at a time.
	Fault func(Request) Fault
}

// maxBody is more than any service takes, in bytes.
const maxBody = 32 << 20

// Proxy is an http.Handler that passes calls on to an engine. It is safe for
// concurrent use.
type Proxy struct{ o Options }

// New returns the proxy. Recorder may be nil.
func New(o Options) *Proxy {
	if o.Recorder == nil {
		o.Recorder = &Recorder{}
	}
	if o.Fault == nil {
		o.Fault = func(Request) Fault { return None }
	}
	return &Proxy{o}
}

// connections are shared by all proxies: they lead to one engine.
var connections = &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}

// ServeHTTP records a call and passes it on. Where the engine cannot be reached, or
// something is to befall the call, the connection breaks.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		sever()
	}
	q := read(p.o.Function, p.o.HashKeys, r, body)
	p.o.Recorder.add(q.Calls)
	switch fault := p.o.Fault(q); fault {
	case Throttle, Conflict:
		fault.answer(w, q)
		return
	case Drop:
		sever()
	case Lose:
		if answer, err := p.ask(r, body); err == nil {
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		sever()
	}
	answer, err := p.ask(r, body)
	if err != nil {
		sever()
	}
	defer answer.Body.Close()
	maps.Copy(w.Header(), answer.Header)
	w.WriteHeader(answer.StatusCode)
	if _, err := io.Copy(w, answer.Body); err != nil {
		sever() // half an answer must not look whole
	}
}

// ask makes the call.
func (p *Proxy) ask(r *http.Request, body []byte) (*http.Response, error) {
	to := r.Clone(r.Context())
	to.URL.Scheme, to.URL.Host = p.o.Engine.Scheme, p.o.Engine.Host
	to.RequestURI, to.Body, to.ContentLength = "", io.NopCloser(bytes.NewReader(body)), int64(len(body))
	to.Header.Del("Connection")
	return connections.RoundTrip(to)
}

// sever breaks the connection: net/http recovers from this one panic, and has no other
// way for it.
func sever() { panic(http.ErrAbortHandler) }
