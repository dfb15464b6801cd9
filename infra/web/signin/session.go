package signin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"time"

	"paradox/infra/web"
	"paradox/infra/web/access"
)

// SessionLife is how long a person stays signed in.
const SessionLife = 8 * time.Hour

// leeway is how far clocks may be apart.
const leeway = time.Minute

// A session is signed, not encrypted: there is nothing in it to hide.
//
//	version 1 byte · role 1 byte · signed in at 8 bytes, Unix seconds · subject 16 bytes · MAC 32 bytes
const (
	sessionVersion = 1
	sessionSize    = 1 + 1 + 8 + subjectSize
	subjectSize    = 16
)

// mac returns the HMAC-SHA-256 of what the key signs for one purpose, for this
// issuer and client alone. Each part is preceded by its length.
func (s *Server) mac(purpose string, parts ...string) []byte {
	h := hmac.New(sha256.New, s.Key)
	for _, p := range append([]string{purpose, s.Issuer, s.Client}, parts...) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// seal returns payload and its MAC in the letters of a cookie and an address.
func (s *Server) seal(purpose string, payload []byte, bound ...string) string {
	mac := s.mac(purpose, append([]string{string(payload)}, bound...)...)
	return base64.RawURLEncoding.EncodeToString(append(payload, mac...))
}

// open returns the payload of what seal made for the same purpose, bound to the
// same, and whether it is whole.
func (s *Server) open(purpose, sealed string, bound ...string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(b) < sha256.Size {
		return nil, false
	}
	payload, got := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	want := s.mac(purpose, append([]string{string(payload)}, bound...)...)
	return payload, hmac.Equal(got, want)
}

// subject is the keyed hash that stands for a subject of the issuer.
func (s *Server) subject(sub string) [subjectSize]byte {
	return [subjectSize]byte(s.mac("subject", sub)[:subjectSize])
}

func (s *Server) startSession(w http.ResponseWriter, role access.Role, sub string) {
	subject := s.subject(sub)
	payload := binary.BigEndian.AppendUint64([]byte{sessionVersion, byte(role)}, uint64(s.Now().Unix()))
	payload = append(payload, subject[:]...)
	setCookie(w, web.SessionCookie, s.seal("session", payload), SessionLife)
}

// person returns whom the session of a request is of; nobody without one that is
// whole and in its time. Where the request would change something a session counts
// only if a browser says that a page of this site sent it, and is withheld else.
func (s *Server) person(r *http.Request) access.Principal {
	for _, c := range r.CookiesNamed(web.SessionCookie) {
		p, ok := s.readSession(c.Value)
		switch {
		case ok && fromHere(r):
			return p
		case ok:
			return access.Principal{Withheld: p.Role}
		}
	}
	return access.Principal{}
}

func (s *Server) readSession(sealed string) (access.Principal, bool) {
	b, whole := s.open("session", sealed)
	if !whole || len(b) != sessionSize || b[0] != sessionVersion {
		return access.Principal{}, false
	}
	role, age := access.Role(b[1]), s.Now().Sub(time.Unix(int64(binary.BigEndian.Uint64(b[2:])), 0))
	if role == access.Anyone || role > access.Officer || age < -leeway || age >= SessionLife {
		return access.Principal{}, false
	}
	return access.Principal{Role: role, Subject: hex.EncodeToString(b[10:]), Session: true}, true
}

// origins tells a page of this site from one of another.
var origins = http.NewCrossOriginProtection()

func fromHere(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	said := r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
	return said && origins.Check(r) == nil
}

// setCookie sets one of this site's cookies, which no script and no other site's
// request gets to see; a life of 0 takes it away.
func setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: int(life.Seconds()),
	}
	if life == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
