package signin

import (
	"net/url"
	"strings"

	"paradox/infra/web"
)

// maxReturn is the longest address that is returned to, in bytes.
const maxReturn = 1 << 10

// safeReturn is where someone may be sent after signing in: the wish, if it is a
// path of this site in the plainest spelling, else the dashboard. Whatever a
// browser might read as another site's address is none.
func safeReturn(wish string) string {
	const dashboard = "/"
	if len(wish) > maxReturn || !strings.HasPrefix(wish, "/") || strings.ContainsAny(wish, "\\#") {
		return dashboard
	}
	for _, c := range []byte(wish) {
		if c <= ' ' || c >= 0x7f {
			return dashboard
		}
	}
	u, err := url.ParseRequestURI(wish)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return dashboard
	}
	for _, path := range []string{u.Path, u.EscapedPath()} {
		if strings.Contains(path, "//") || strings.Contains(path, "\\") || strings.Contains(path+"/", "/./") || strings.Contains(path+"/", "/../") {
			return dashboard
		}
	}
	if u.Path == signOutPath || u.Path == web.SignInPath || strings.HasPrefix(u.Path, web.SignInPath+"/") {
		return dashboard
	}
	return u.RequestURI()
}
