package reaction_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"paradox/infra/reaction"
)

// queueLimit is what a message body may have, with headroom below the queue's 256 KiB.
const queueLimit = 200 << 10

func sample(i int, text string) reaction.Reaction {
	day := time.Date(2026, 3, 10, 12, 0, i%60, 0, time.UTC)
	return reaction.Reaction{
		ID: reaction.ID(fmt.Sprintf("%032x", i)), Author: reaction.AuthorKey(fmt.Sprintf("%032x", i/3)),
		Time: day, Expires: day.Add(time.Hour), Source: "shop", Channel: "email", Campaign: "Wiosna", Text: text,
	}
}

func decodeAll(t interface {
	Helper()
	Fatalf(string, ...any)
}, bodies [][]byte) (rs []reaction.Reaction) {
	t.Helper()
	for _, b := range bodies {
		some, err := reaction.Decode(b)
		if err != nil {
			t.Fatalf("Decode: %v", err)
		}
		rs = append(rs, some...)
	}
	return rs
}

// What is packed comes out the same and in order, in bodies within the limit, and
// no two neighbours would have fitted into one.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		texts := rapid.SliceOfN(rapid.OneOf(
			rapid.StringN(0, 200, -1),
			rapid.SampledFrom([]string{
				strings.Repeat("x", reaction.MaxText), strings.Repeat("\x00", reaction.MaxText),
				strings.Repeat("ż", reaction.MaxText/2), strings.Repeat("<", reaction.MaxText),
			}),
		), 0, 40).Draw(r, "texts")
		var want []reaction.Reaction
		for i, text := range texts {
			want = append(want, sample(i, text))
		}
		bodies, err := reaction.Encode(want)
		if err != nil {
			r.Fatalf("Encode: %v", err)
		}
		for i, b := range bodies {
			if len(b) > queueLimit {
				r.Errorf("body %d has %d bytes", i, len(b))
			}
			if i > 0 && len(bodies[i-1])+len(b) < queueLimit/2 {
				r.Errorf("bodies %d and %d have %d and %d bytes: one would do", i-1, i, len(bodies[i-1]), len(b))
			}
		}
		if diff := cmp.Diff(want, decodeAll(r, bodies), cmpopts.EquateEmpty()); diff != "" {
			r.Fatalf("round trip (-want +got):\n%s", diff)
		}
	})
}

func TestNothingToEncode(t *testing.T) {
	bodies, err := reaction.Encode(nil)
	if err != nil || len(bodies) > 0 {
		t.Errorf("Encode(nil) = %d bodies, %v", len(bodies), err)
	}
}

func TestManyShareABody(t *testing.T) {
	var rs []reaction.Reaction
	for i := range 500 {
		rs = append(rs, sample(i, "short"))
	}
	bodies, err := reaction.Encode(rs)
	if err != nil || len(bodies) != 1 {
		t.Errorf("500 short reactions take %d bodies, %v; want 1", len(bodies), err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	const secret = "sentinel@example.com"
	for name, body := range map[string]string{
		"empty":         "",
		"not JSON":      secret,
		"cut off":       `{"v":1,"reactions":[{"id":"` + secret,
		"wrong shape":   `["` + secret + `"]`,
		"wrong type":    `{"v":1,"reactions":"` + secret + `"}`,
		"bad time":      `{"v":1,"reactions":[{"time":"` + secret + `"}]}`,
		"no version":    `{"reactions":[]}`,
		"later version": `{"v":2,"reactions":[]}`,
		"trailing":      `{"v":1,"reactions":[]}` + secret,
	} {
		t.Run(name, func(t *testing.T) {
			rs, err := reaction.Decode([]byte(body))
			if !errors.Is(err, reaction.ErrBody) || len(rs) > 0 {
				t.Fatalf("Decode = %v, %v; want ErrBody", rs, err)
			}
			if strings.Contains(err.Error(), "sentinel") {
				t.Errorf("the error quotes the body: %v", err)
			}
		})
	}
}

// Whatever arrives, Decode gives reactions or ErrBody.
func FuzzDecode(f *testing.F) {
	bodies, err := reaction.Encode([]reaction.Reaction{sample(1, "one"), sample(2, "zażółć")})
	if err != nil {
		f.Fatalf("Encode: %v", err)
	}
	f.Add(bodies[0])
	f.Add([]byte(`{"v":1,"reactions":[{}]}`))
	f.Add([]byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rs, err := reaction.Decode(b)
		if err != nil {
			if !errors.Is(err, reaction.ErrBody) || rs != nil {
				t.Fatalf("Decode = %v, %v; want ErrBody alone", rs, err)
			}
			return
		}
		again, err := reaction.Encode(rs)
		if err != nil {
			t.Fatalf("Encode what was decoded: %v", err)
		}
		if diff := cmp.Diff(rs, decodeAll(t, again), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("round trip (-want +got):\n%s", diff)
		}
	})
}

func TestIsChannel(t *testing.T) {
	for _, c := range reaction.Channels {
		if !reaction.IsChannel(c) {
			t.Errorf("IsChannel(%q) = false", c)
		}
	}
	for _, c := range []string{"", "Email", "fax", "email "} {
		if reaction.IsChannel(c) {
			t.Errorf("IsChannel(%q) = true", c)
		}
	}
}
