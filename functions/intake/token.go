package intake

import (
	"crypto/hmac"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"

	"paradox/infra/web"
)

// tokenLife is how long a form may lie open before it is sent. After that the
// page comes back with the text in it and a new token.
const tokenLife = 2 * time.Hour

// newToken returns a token for the page's form: its end, a nonce that counts the
// form once, and a MAC over both and the campaign. Nothing is stored for it.
func (s *Server) newToken(campaign string) string {
	end := strconv.FormatInt(s.Now().Add(tokenLife).Unix(), 36)
	nonce := rand.Text()
	return strings.Join([]string{end, nonce, s.tokenMAC(end, nonce, campaign)}, ".")
}

func (s *Server) tokenMAC(end, nonce, campaign string) string {
	return s.Keys.RequestMAC("form token", end, nonce, campaign)
}

// openToken returns the nonce of a token of ours for that campaign.
func (s *Server) openToken(token, campaign string) (string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || !hmac.Equal([]byte(parts[2]), []byte(s.tokenMAC(parts[0], parts[1], campaign))) {
		return "", web.Problem(http.StatusUnprocessableEntity, "token_invalid", "The form was not sent as the page gave it.",
			web.InvalidParam{Field: "token", Reason: "not a token of this form"})
	}
	end, err := strconv.ParseInt(parts[0], 36, 64)
	if err != nil || !s.Now().Before(time.Unix(end, 0)) {
		return "", web.Problem(http.StatusUnprocessableEntity, "token_expired", "The form was open for too long.",
			web.InvalidParam{Field: "token", Reason: "older than two hours"})
	}
	return parts[1], nil
}
