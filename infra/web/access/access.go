// Package access says who may do what: three roles of which each includes the
// former, what a route needs, and who sent the request at hand. It knows nothing of
// how they proved it; that is infra/web/signin's.
package access

import "slices"

// Role is how much someone may do. The zero Role is nobody's.
type Role uint8

// The roles, each of which includes the former.
const (
	Anyone   Role = iota // no role: a route that needs Anyone is open to the world
	Marketer             // reads reports and the dashboard
	Analyst              // reads evidence too, and hands in mentions
	Officer              // answers access and erasure requests too
)

var names = [...]string{"anyone", "marketer", "analyst", "officer"}

// String returns the role's name as a provider's claim has it.
func (r Role) String() string {
	if int(r) < len(names) {
		return names[r]
	}
	return "unknown"
}

// Highest returns the highest role among names. Names that are no role give
// nothing, and neither does "anyone".
func Highest(claimed []string) Role {
	for r := Officer; r > Anyone; r-- {
		if slices.Contains(claimed, names[r]) {
			return r
		}
	}
	return Anyone
}

// Need is what a route asks of those who come: a role or, where a scope is named,
// a program's token with that scope instead.
type Need struct {
	Role  Role
	Scope string // "" for none
}

// Principal is who sent a request. The zero Principal is nobody.
type Principal struct {
	Role    Role
	Scopes  []string // of a program's own token
	Subject string   // a keyed hash of issuer and subject, for audits; "" for nobody
	Session bool     // a person in a browser, known by a cookie
	// Withheld is the role of a session that was shown and does not count for this
	// request, since no browser says that a page of this site sent it. It grants
	// nothing: it is there to give the true reason for a refusal.
	Withheld Role
}

// Nobody reports whether p showed nothing that counts.
func (p Principal) Nobody() bool { return p.Role == Anyone && len(p.Scopes) == 0 && p.Subject == "" }

// May reports whether p fulfils n.
func (p Principal) May(n Need) bool {
	return p.Role >= n.Role || n.Scope != "" && slices.Contains(p.Scopes, n.Scope)
}
