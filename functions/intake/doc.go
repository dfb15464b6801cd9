// Package intake takes messages in: from the public form, from sites that post
// to it, from listening tools. Each is normalised, redacted and pseudonymised
// before anything else sees it, and answered with 202 when the queue holds it
// for good, so that nothing accepted is lost and nothing raw is kept.
//
// A public form cannot speak in somebody's name, so that feedback has no author;
// whoever sent it can have it erased with the receipt alone.
package intake
