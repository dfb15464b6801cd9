// Package signin says who a request comes from: people by OpenID Connect, programs
// by bearer tokens of the same provider. Its [Server] is the gate of a web.Handler
// and has the routes /signin, /signin/callback and /signout.
//
// People go through the authorization code flow with PKCE (S256), state and nonce.
// What remains is a cookie, signed with a key of the deployment: a role, a keyed
// hash of who it is and the time, good for [SessionLife]. Nothing is kept on a
// server, so that any instance of any function knows it; for the same reason a
// session cannot be called back before it ends but by a new key, and a role that was
// taken away at the provider is gone at the next sign-in.
//
// Programs send a JWT whose signature, issuer, audience and times are checked; what
// an ID token says counts for nothing there. Their role is in the roles claim. A
// token that a program got for itself (its subject is its client, as by the
// client-credentials grant) may also carry roles and other permissions as scopes;
// scopes of a token that was issued for a person count for nothing, since a client
// may ask for any.
//
// The provider is asked when it is first needed, not at the start: without it the
// routes that are open to anyone, and people who are signed in, go on as before.
// Nothing about a person is logged but the keyed hash; tokens, codes and what a
// provider answers are never.
package signin
