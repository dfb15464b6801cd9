package pseudonym_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"paradox/infra/pseudonym"
	"paradox/infra/reaction"
)

// fixed are keys of 32 equal bytes: 1 for ids, 2 for authors, 3 for receipts,
// 4 for requests.
func fixed() pseudonym.Keys {
	key := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	return pseudonym.Keys{ID: key(1), Author: key(2), Receipt: key(3), Request: key(4)}
}

// TestGolden holds the construction in place: these values were computed by
// another implementation of HMAC-SHA-256, and a stored id or a receipt in
// somebody's hands depends on each.
func TestGolden(t *testing.T) {
	keys := fixed()
	for _, tt := range []struct{ source, sender, id, author, receipt string }{
		{"form", "1", "26bea3e7476bce41704bb9bf9576d4e7", "a7cbb205aed15ead99c62fe9f73fb1aa", "AQEmvqPnR2vOQXBLub-VdtTnvloQMYzs8w1S8bCkyho_Gg"},
		{"mastodon", "https://example.social/@a/1", "d9893307110e79858ea53a498ee3dc60", "ea8c75d093942f5891519ae5127501d6", "AQHZiTMHEQ55hY6lOkmO49xgVzJ5QV6k0lf9RZkPoVI1yA"},
		{"źródło", "zażółć", "8029113b1642d86784c25cd3cfd04a8f", "39c72ee30426ab18c811f2482322545f", "AQGAKRE7FkLYZ4TCXNPP0EqP7POJuwgWe-8QPLm13WsCOQ"},
	} {
		t.Run(tt.source, func(t *testing.T) {
			id := keys.ReactionID(tt.source, tt.sender)
			if string(id) != tt.id {
				t.Errorf("ReactionID(%q, %q) = %s, want %s", tt.source, tt.sender, id, tt.id)
			}
			if got := keys.AuthorKey(tt.source, tt.sender); string(got) != tt.author {
				t.Errorf("AuthorKey(%q, %q) = %s, want %s", tt.source, tt.sender, got, tt.author)
			}
			if got, err := keys.ReceiptFor(id); got != tt.receipt || err != nil {
				t.Errorf("ReceiptFor(%s) = %s, %v, want %s", id, got, err, tt.receipt)
			}
		})
	}
	for want, parts := range map[string][]string{
		"c261569c7ff4ade7317dbf5e7b17624e": {"a", "bc"},
		"400e658fe6c752beacc950b560c16f6b": {"ab", "c"},
		"764cbd9ff5c3b5d46d5d8f114cbe8331": nil,
	} {
		if got := keys.RequestMAC(parts...); got != want {
			t.Errorf("RequestMAC(%q) = %s, want %s", parts, got, want)
		}
	}
}

func TestAuthorKeyOfNobody(t *testing.T) {
	for _, handle := range []string{"", " \t\u00a0"} {
		if got := fixed().AuthorKey("form", handle); got != "" {
			t.Errorf(`AuthorKey("form", %q) = %q, want ""`, handle, got)
		}
	}
}

// TestSpelling: who asks for an erasure spells a handle in other bytes and other
// capitals than the source did; the ids of messages may differ by case.
func TestSpelling(t *testing.T) {
	keys := fixed()
	for _, tt := range []struct {
		name, a, b string
		id, author bool // are one
	}{
		{"white space", " jan\n", "jan", true, true},
		{"Unicode form", "e\u0301wa", "\u00e9wa", true, true},
		{"case", "Jan", "jan", false, true},
		{"an address in capitals", "KLIENT3@Sklep.pl ", "klient3@sklep.pl", false, true},
		{"case and Unicode form", "E\u0301WA", "\u00e9wa", false, true},
		{"Polish capitals", "ŁUCJA ŻÓŁĆ", "łucja żółć", false, true},
		{"two small forms of a letter", "ΝΊΚΟΣ", "νίκος", false, true},
		{"an inner space", "j an", "jan", false, false},
		{"diacritics", "lucja", "łucja", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := keys.AuthorKey("form", tt.a) == keys.AuthorKey("form", tt.b); got != tt.author {
				t.Errorf("AuthorKey: %q and %q are one: %v, want %v", tt.a, tt.b, got, tt.author)
			}
			if got := keys.ReactionID("form", tt.a) == keys.ReactionID("form", tt.b); got != tt.id {
				t.Errorf("ReactionID: %q and %q are one: %v, want %v", tt.a, tt.b, got, tt.id)
			}
		})
	}
}

// TestEverySpellingOfAHandle: capitals and Unicode form make no second author.
func TestEverySpellingOfAHandle(t *testing.T) {
	keys := fixed()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "handle")
		want := keys.AuthorKey("form", s)
		for _, spelled := range []string{norm.NFD.String(s), norm.NFC.String(s), "\t" + s + "\u00a0", strings.ToLower(norm.NFD.String(s)), norm.NFC.String(strings.ToUpper(norm.NFD.String(s)))} {
			if got := keys.AuthorKey("form", spelled); got != want {
				t.Fatalf("AuthorKey(%q) is not that of %q", spelled, s)
			}
		}
	})
}

// TestPartsDoNotRunTogether: who sends what is not to be had by moving letters
// from the source to the id.
func TestPartsDoNotRunTogether(t *testing.T) {
	keys := fixed()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		c, d := rapid.String().Draw(t, "c"), rapid.String().Draw(t, "d")
		same := a == c && strings.TrimSpace(norm.NFC.String(b)) == strings.TrimSpace(norm.NFC.String(d))
		if (keys.ReactionID(a, b) == keys.ReactionID(c, d)) != same {
			t.Fatalf("ReactionID(%q, %q) and (%q, %q): equal is %v", a, b, c, d, !same)
		}
		whole := a + b
		for i := range len(whole) + 1 {
			if i != len(a) && keys.ReactionID(whole[:i], whole[i:]) == keys.ReactionID(a, b) {
				t.Fatalf("ReactionID(%q, %q) is that of (%q, %q)", whole[:i], whole[i:], a, b)
			}
		}
	})
}

func TestReceiptRedeems(t *testing.T) {
	keys, other := pseudonym.NewKeys(), pseudonym.NewKeys()
	rapid.Check(t, func(t *rapid.T) {
		id := keys.ReactionID(rapid.String().Draw(t, "source"), rapid.String().Draw(t, "sender"))
		receipt, err := keys.ReceiptFor(id)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := keys.Redeem(receipt); got != id || err != nil {
			t.Fatalf("Redeem(ReceiptFor(%s)) = %s, %v", id, got, err)
		}
		if got, err := other.Redeem(receipt); got != "" || !errors.Is(err, pseudonym.ErrReceipt) {
			t.Fatalf("another deployment redeems %s as %q, %v", receipt, got, err)
		}
	})
}

func TestTamperedReceipt(t *testing.T) {
	keys := fixed()
	id := keys.ReactionID("form", "1")
	receipt, err := keys.ReceiptFor(id)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(receipt)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(what, receipt string) {
		t.Helper()
		if got, err := keys.Redeem(receipt); got != "" || !errors.Is(err, pseudonym.ErrReceipt) {
			t.Errorf("Redeem(%s) = %q, %v, want ErrReceipt", what, got, err)
		}
	}
	for bit := range len(raw) * 8 {
		b := bytes.Clone(raw)
		b[bit/8] ^= 1 << (bit % 8)
		refuse(fmt.Sprintf("bit %d flipped", bit), base64.RawURLEncoding.EncodeToString(b))
	}
	refuse("nothing", "")
	refuse("the id itself", string(id))
	refuse("cut", receipt[:len(receipt)-1])
	refuse("lengthened", receipt+"A")
	refuse("padded", receipt+"==")
	refuse("a space", " "+receipt)
	refuse("no base64", strings.Repeat("!", len(receipt)))
}

// TestReceiptIsOneString: the unused bits of the last character must not make
// a second spelling that a log or a block list would take for another receipt.
func TestReceiptIsOneString(t *testing.T) {
	keys := fixed()
	receipt, err := keys.ReceiptFor(keys.ReactionID("form", "1"))
	if err != nil {
		t.Fatal(err)
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	good := 0
	for _, c := range alphabet {
		if _, err := keys.Redeem(receipt[:len(receipt)-1] + string(c)); err == nil {
			good++
		}
	}
	if good != 1 {
		t.Errorf("%d spellings of one receipt are taken", good)
	}
}

func TestReceiptForNoID(t *testing.T) {
	for _, id := range []reaction.ID{"", "26", "zz", "26bea3e7476bce41704bb9bf9576d4e7ff", "26bea3e7476bce41704bb9bf9576d4e"} {
		if got, err := fixed().ReceiptFor(id); got != "" || err == nil {
			t.Errorf("ReceiptFor(%q) = %q, %v, want an error", id, got, err)
		}
	}
}

func TestParseKeys(t *testing.T) {
	keys := pseudonym.NewKeys()
	b, err := keys.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := pseudonym.ParseKeys(b)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := back.ReactionID("a", "b"), keys.ReactionID("a", "b"); got != want {
		t.Errorf("keys read back give %s, want %s", got, want)
	}
	secret := base64.StdEncoding.EncodeToString(keys.ID)
	for name, bad := range map[string]string{
		"empty":       "",
		"not JSON":    "id: " + secret,
		"cut off":     `{"id":"` + secret,
		"wrong type":  `{"id":"` + secret + `","author":1}`,
		"no base64":   `{"id":"` + secret + `!"}`,
		"only one":    `{"id":"` + secret + `"}`,
		"short":       `{"id":"` + secret + `","author":"` + secret + `","receipt":"` + secret + `","request":"AAAA"}`,
		"empty key":   `{"id":"","author":"` + secret + `","receipt":"` + secret + `","request":"` + secret + `"}`,
		"null":        "null",
		"secret name": `{"` + secret + `":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := pseudonym.ParseKeys([]byte(bad))
			if err == nil {
				t.Fatal("no error")
			}
			if got.ID != nil || got.Author != nil {
				t.Error("keys beside the error")
			}
			if strings.Contains(err.Error(), secret[:8]) {
				t.Error("the error quotes a key")
			}
		})
	}
}

func TestNewKeysDiffer(t *testing.T) {
	a, b := pseudonym.NewKeys(), pseudonym.NewKeys()
	seen := map[string]bool{}
	for _, k := range [][]byte{a.ID, a.Author, a.Receipt, a.Request, b.ID, b.Author, b.Receipt, b.Request} {
		if len(k) != 32 || seen[string(k)] {
			t.Fatalf("a key of %d bytes, or one that came before", len(k))
		}
		seen[string(k)] = true
	}
}

// TestKeysAreNotPrinted tries every way by which a value gets into a log.
func TestKeysAreNotPrinted(t *testing.T) {
	keys := pseudonym.NewKeys()
	printed := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%c"} {
		printed[verb] = fmt.Sprintf(verb, keys)
		printed[verb+" pointer"] = fmt.Sprintf(verb, &keys)
		printed[verb+" field"] = fmt.Sprintf(verb, struct{ Keys pseudonym.Keys }{keys})
		printed[verb+" list"] = fmt.Sprintf(verb, []pseudonym.Keys{keys})
		printed[verb+" map"] = fmt.Sprintf(verb, map[string]pseudonym.Keys{"k": keys})
	}
	printed["error"] = fmt.Errorf("starting with %v: %w", keys, errors.New("x")).Error()
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
	} {
		var b bytes.Buffer
		log := slog.New(handler(&b))
		log.Info("starting", "keys", keys, "config", struct{ Keys []pseudonym.Keys }{[]pseudonym.Keys{keys}}, "pointer", &keys, slog.Group("g", "keys", keys))
		log.With("keys", keys).Error("failed", slog.Any("k", keys))
		printed["slog "+name] = b.String()
	}
	for how, out := range printed {
		for _, key := range [][]byte{keys.ID, keys.Author, keys.Receipt, keys.Request} {
			if leaks(out, key) {
				t.Errorf("%s prints a key", how)
			}
		}
	}
}

// leaks reports whether out holds the beginning of key in any usual spelling.
func leaks(out string, key []byte) bool {
	head := key[:6]
	list := strings.Trim(fmt.Sprint(head), "[]")
	for _, s := range []string{
		string(head), fmt.Sprintf("%x", head), fmt.Sprintf("%X", head), base64.StdEncoding.EncodeToString(head),
		base64.RawURLEncoding.EncodeToString(head), list, strings.ReplaceAll(list, " ", ", "), strings.Trim(fmt.Sprintf("%#v", head), "[]byte{}"),
	} {
		if strings.Contains(out, s) {
			return true
		}
	}
	return false
}

// The same secret gives the same keys, of which none says anything of another.
func TestDeriveKeys(t *testing.T) {
	secret := []byte("0123456789abcdef0123456789abcdef")
	first, err := pseudonym.DeriveKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	again, err := pseudonym.DeriveKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	if first.ReactionID("form", "1") != again.ReactionID("form", "1") || first.AuthorKey("form", "jan") != again.AuthorKey("form", "jan") {
		t.Error("the same secret gives other keys")
	}
	// A deployment's ids must outlive its versions: this one is written down.
	if got, want := first.ReactionID("form", "1"), reaction.ID("56ebf54775f98131fffe307785d4305d"); got != want {
		t.Errorf("ReactionID = %s, want %s", got, want)
	}
	keys := map[string]bool{}
	for _, k := range [][]byte{first.ID, first.Author, first.Receipt, first.Request} {
		keys[string(k)] = len(k) == 32
	}
	if len(keys) != 4 {
		t.Errorf("%d different keys, want 4", len(keys))
	}
	secret[0]++
	if other, err := pseudonym.DeriveKeys(secret); err != nil || other.ReactionID("form", "1") == first.ReactionID("form", "1") {
		t.Errorf("another secret gives the same id, or %v", err)
	}
	if _, err := pseudonym.DeriveKeys(secret[:31]); err == nil || strings.Contains(err.Error(), "bcdef") {
		t.Errorf("a short secret: %v", err)
	}
}
