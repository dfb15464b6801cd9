package access_test

import (
	"context"
	"errors"
	"testing"

	"paradox/infra/web/access"
)

func TestHighest(t *testing.T) {
	for _, tt := range []struct {
		names []string
		want  access.Role
	}{
		{nil, access.Anyone}, {[]string{"anyone"}, access.Anyone}, {[]string{"admin", "Officer", " officer", ""}, access.Anyone},
		{[]string{"marketer"}, access.Marketer}, {[]string{"x", "analyst", "marketer"}, access.Analyst}, {[]string{"officer", "marketer"}, access.Officer},
	} {
		if got := access.Highest(tt.names); got != tt.want {
			t.Errorf("Highest(%q) = %v, want %v", tt.names, got, tt.want)
		}
	}
}

// Each role includes the former, and a scope opens what names it.
func TestMay(t *testing.T) {
	roles := []access.Role{access.Anyone, access.Marketer, access.Analyst, access.Officer}
	for i, has := range roles {
		for j, needs := range roles {
			if got := (access.Principal{Role: has}).May(access.Need{Role: needs}); got != (i >= j) {
				t.Errorf("%v may what needs %v: %t", has, needs, got)
			}
		}
	}
	tool := access.Principal{Scopes: []string{"mentions", ""}}
	for scope, want := range map[string]bool{"mentions": true, "": false, "other": false} {
		if got := tool.May(access.Need{Role: access.Analyst, Scope: scope}); got != want {
			t.Errorf("a tool with the scope mentions, where %q is needed: %t", scope, got)
		}
	}
}

// A context that knows of no request is nobody's; one that does asks once.
func TestFrom(t *testing.T) {
	if p, err := access.From(t.Context()); err != nil || !p.Nobody() || p.May(access.Need{Role: access.Marketer}) {
		t.Errorf("From without a request = %+v, %v", p, err)
	}
	n, wrong := 0, errors.New("wrong")
	ctx := access.With(context.Background(), func() (access.Principal, error) {
		n++
		return access.Principal{}, wrong
	})
	for range 2 {
		if _, err := access.From(ctx); !errors.Is(err, wrong) || n != 1 {
			t.Errorf("From = %v after asking %d times", err, n)
		}
	}
}
