// Package practiceidp is an OpenID Connect provider to practise with: a real one for
// those who sign in through it, with discovery, the authorization code flow under
// PKCE, the client-credentials grant, a set of keys and their rotation, but without
// passwords. Whoever opens its page may be anyone on it.
//
// It is never for production, and it makes sure: its issuer is an address of this
// machine, or it is not made. Tests check sign-in against it, and a developer's stack
// on one machine signs its three people in with it.
package practiceidp
