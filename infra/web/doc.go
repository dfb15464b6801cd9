// Package web is what every HTTP route of the system shares: one API whose
// OpenAPI 3.1 document follows from the handlers' types, RFC 9457 problems that
// never repeat what was sent, and the handler around the routes that names each
// request, guards it and logs it.
//
// What it guarantees: no answer with an error status quotes a value, a
// property name or a text from the request; a 5xx says its status and nothing
// else; the log holds route patterns, statuses, sizes and durations, never a
// query string, a body or an address; a state-changing request from another
// site's page is refused unless its route says that it may be embedded.
package web
