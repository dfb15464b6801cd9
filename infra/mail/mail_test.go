package mail_test

import (
	"errors"
	"strings"
	"testing"

	"paradox/infra/mail"
)

func TestCheck(t *testing.T) {
	cases := []struct {
		name, subject, body string
		wrong               string // part of the error, "" for none
	}{
		{"good", "Paradox 2026-W47: value 41%, concern 34%", "Zażółć\n", ""},
		{"as long as may be", strings.Repeat("s", 78), strings.Repeat("b", 250_000), ""},
		{"no subject", "", "b", "subject: empty"},
		{"long subject", strings.Repeat("s", 79), "b", "subject: 79 bytes, at most 78"},
		{"new line in the subject", "week\nBcc: x", "b", "subject: byte 4"},
		{"carriage return in the subject", "week\rx", "b", "subject: byte 4"},
		{"no ASCII in the subject", "9–15", "b", "subject: byte 1"},
		{"delete in the subject", "a\x7fb", "b", "subject: byte 1"},
		{"space around the subject", " week", "b", "space"},
		{"no body", "s", "", "body: empty"},
		{"long body", "s", strings.Repeat("b", 250_001), "body: 250001 bytes"},
		{"broken body", "s", "\xff", "body: not UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := mail.Check(c.subject, c.body)
			if c.wrong == "" {
				if err != nil {
					t.Errorf("Check: %v", err)
				}
				return
			}
			if !errors.Is(err, mail.ErrInvalid) || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("Check: %v, want one matching ErrInvalid with %q", err, c.wrong)
			}
		})
	}
}
