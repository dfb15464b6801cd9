package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed assets
var assetsFS embed.FS

// asset is an embedded file with the tag of its content.
type asset struct {
	body []byte
	tag  string // hash of the body, in hex
}

// assets are the embedded files by name, read once.
var assets = sync.OnceValue(func() map[string]asset {
	m := map[string]asset{}
	err := fs.WalkDir(assetsFS, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := assetsFS.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		m[strings.TrimPrefix(name, "assets/")] = asset{body, hex.EncodeToString(sum[:8])}
		return nil
	})
	if err != nil {
		panic("page: reading embedded assets: " + err.Error())
	}
	return m
})

// types are the content types of what is embedded; the system's own table may lack some.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}

// URL is the address of an asset, with the hash of its content as query: the
// address changes with the content, so that it may be kept for ever. A name that
// does not exist gives an address that answers 404.
func URL(name string) string {
	if a, ok := assets()[name]; ok {
		return "/assets/" + name + "?v=" + a.tag
	}
	return "/assets/" + name
}

// Assets serves the style sheet, the fonts and the icon below /assets/. Under the
// address that [URL] gives they may be kept for a year, under the bare one they
// are asked for again; both carry an ETag.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/assets/")
		a, ok := assets()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		secure(h)
		h.Set("Content-Type", types[path.Ext(name)])
		h.Set("ETag", `"`+a.tag+`"`)
		h.Set("Cache-Control", "public, no-cache")
		if r.URL.Query().Get("v") == a.tag {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(a.body))
	})
}
