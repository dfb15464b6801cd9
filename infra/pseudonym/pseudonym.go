// Package pseudonym turns what identifies people into keys that only this
// deployment can compute: ids, author keys and receipts, all HMAC-SHA-256 cut
// to 128 bits. A bare hash would not do: handles and order numbers can be
// enumerated.
package pseudonym

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"golang.org/x/text/unicode/norm"

	"paradox/infra/reaction"
)

// Keys are a deployment's secrets, 32 bytes each. They are never printed or
// logged. Replacing one is a migration, not a rotation.
type Keys struct {
	ID      []byte `json:"id"`
	Author  []byte `json:"author"`
	Receipt []byte `json:"receipt"`
	Request []byte `json:"request"` // idempotency claims, form tokens, senders' addresses
}

// NewKeys makes fresh random keys.
func NewKeys() Keys {
	key := func() []byte {
		b := make([]byte, sha256.Size)
		rand.Read(b) // never fails: crypto/rand ends the program instead
		return b
	}
	return Keys{ID: key(), Author: key(), Receipt: key(), Request: key()}
}

// minSecret is the least that keys are derived from, in bytes.
const minSecret = 32

// DeriveKeys makes the keys of a deployment that keeps one secret, by HKDF-SHA-256
// (RFC 5869) with the purpose of each key as info. The same secret gives the same
// keys for ever; a secret of less than 32 bytes is refused.
func DeriveKeys(secret []byte) (Keys, error) {
	if len(secret) < minSecret {
		return Keys{}, fmt.Errorf("keys: the secret has less than %d bytes", minSecret)
	}
	var k Keys
	for _, d := range []struct {
		purpose string
		into    *[]byte
	}{{"id", &k.ID}, {"author", &k.Author}, {"receipt", &k.Receipt}, {"request", &k.Request}} {
		key, err := hkdf.Key(sha256.New, secret, nil, "paradox 1 "+d.purpose, sha256.Size)
		if err != nil {
			return Keys{}, fmt.Errorf("keys: deriving: %w", err)
		}
		*d.into = key
	}
	return k, nil
}

// Encode returns the keys as [ParseKeys] reads them, for the one file that holds them.
func (k Keys) Encode() ([]byte, error) {
	type plain Keys // without the methods that withhold
	return json.Marshal(plain(k))
}

// ParseKeys reads keys as JSON with base64 values.
func ParseKeys(b []byte) (Keys, error) {
	var k Keys
	if err := json.Unmarshal(b, &k); err != nil {
		return Keys{}, errors.New("keys: not JSON of the expected shape") // the cause might quote a key
	}
	for _, key := range [][]byte{k.ID, k.Author, k.Receipt, k.Request} {
		if len(key) != sha256.Size {
			return Keys{}, fmt.Errorf("keys: want id, author, receipt and request of %d bytes each", sha256.Size)
		}
	}
	return k, nil
}

// String keeps the keys out of whatever prints them.
func (Keys) String() string { return "pseudonym.Keys(withheld)" }

// Format keeps the keys out of every verb, %#v and %d among them. It cannot
// help a struct that holds Keys in an unexported field: do not print one.
func (k Keys) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// MarshalJSON keeps the keys out of whatever is written as JSON, a log line that
// holds a struct that holds them among it.
func (k Keys) MarshalJSON() ([]byte, error) { return json.Marshal(k.String()) }

// LogValue keeps the keys out of logs.
func (k Keys) LogValue() slog.Value { return slog.StringValue(k.String()) }

// mac returns 128 bits of HMAC over the parts, each preceded by its length, so
// that no two lists of parts run together.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		h.Write([]byte(p))
	}
	return h.Sum(nil)[:16]
}

// name is the spelling that ids are hashed in: NFC, trimmed. Case is kept: some
// sources tell ids apart by it.
func name(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// handle is the spelling that handles are hashed in: that of ids, and without
// regard to case. Whoever asks for an erasure spells a handle as they like and
// must arrive at the same key; that two people at one source differ by case
// alone, and one erasure takes both, is the smaller harm. By way of the capitals
// the two small forms of a letter (σ and ς, i and ı) are one too.
func handle(s string) string {
	return name(strings.ToLower(strings.ToUpper(norm.NFD.String(s)))) // letters apart from their marks
}

// ReactionID returns the id of what source calls senderID, in whatever Unicode
// form and whatever white space stands around it.
func (k Keys) ReactionID(source, senderID string) reaction.ID {
	return reaction.ID(hex.EncodeToString(mac(k.ID, source, name(senderID))))
}

// AuthorKey returns the key of an author at source, whatever the case and the
// Unicode form of the handle and the white space around it; "" for a handle with
// nothing in it. It is the one place where handles are made alike.
func (k Keys) AuthorKey(source, author string) reaction.AuthorKey {
	author = handle(author)
	if author == "" {
		return ""
	}
	return reaction.AuthorKey(hex.EncodeToString(mac(k.Author, source, author)))
}

// RequestMAC returns a MAC for idempotency keys, request bodies and the like,
// in lower-case hex.
func (k Keys) RequestMAC(parts ...string) string { return hex.EncodeToString(mac(k.Request, parts...)) }

// Mark tells these keys from others and reveals none: it is kept with what they were
// used for, so that others are not used with it by mistake.
func (k Keys) Mark() string { return k.RequestMAC("keys") }

// receiptVersion and keyNumber open every receipt, so that both can change
// while old receipts stay good.
const (
	receiptVersion = 1
	keyNumber      = 1
)

// ErrReceipt is returned for a receipt that this deployment did not give out.
var ErrReceipt = errors.New("pseudonym: not a receipt of ours")

// ReceiptFor returns the token by which its holder can have the reaction erased:
// version ‖ key number ‖ id ‖ 128-bit MAC, base64url. The same id always has
// the same receipt; nothing is stored for it.
func (k Keys) ReceiptFor(id reaction.ID) (string, error) {
	raw, err := hex.DecodeString(string(id))
	if err != nil || len(raw) != 16 {
		return "", fmt.Errorf("receipt: %q is not a reaction id", id)
	}
	b := append([]byte{receiptVersion, keyNumber}, raw...)
	return base64.RawURLEncoding.EncodeToString(append(b, mac(k.Receipt, string(b))...)), nil
}

// Redeem returns the id that a receipt stands for, or ErrReceipt.
func (k Keys) Redeem(receipt string) (reaction.ID, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(receipt) // strict: one spelling for one receipt
	if err != nil || len(b) != 2+16+16 || b[0] != receiptVersion || b[1] != keyNumber {
		return "", ErrReceipt
	}
	if !hmac.Equal(b[18:], mac(k.Receipt, string(b[:18]))) {
		return "", ErrReceipt
	}
	return reaction.ID(hex.EncodeToString(b[2:18])), nil
}
