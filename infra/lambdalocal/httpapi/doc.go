// Package httpapi is what API Gateway's HTTP API is to a function behind it, on one
// machine: an http.Handler that picks the route, makes an event of payload format 2.0
// of the request, and a response of the function's answer.
//
// It keeps AWS's limits: 10 MB of a request, 6 MB of an event and of an answer, 30
// seconds, and each route's throttle. Its own answers are AWS's, bodies such as
// {"message":"Not Found"}, which know nothing of problem details.
//
// Like AWS, and unlike function URLs, it passes the path on decoded: /a%20b arrives as
// rawPath "/a b", and what follows a decoded question mark is lost. Forms
// (application/x-www-form-urlencoded) arrive in base64, as everything does that is
// neither text nor JSON, XML or JavaScript. A HEAD request needs a route of its own, or
// one for ANY.
//
// Not imitated: CORS, authorizers, stage variables, custom domains and their mappings,
// parameter mapping, access logs, WebSocket and REST APIs, TLS. Whether AWS counts a
// throttle for a route over all clients in exactly this way it does not say; it calls
// its own a best effort.
package httpapi
