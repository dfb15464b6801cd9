// Package redact takes personal data out of a text before anything is stored.
//
// It is pure: text in, text out, with a typed marker in place of each thing
// found. It finds what has a form: addresses of people on the net, phone
// numbers, numbers of persons, documents, accounts and cards, birth dates,
// postal addresses, handles, order numbers, and links that name a person. A
// number with a check digit is taken only if the digit is right, unless a cue
// word ("PESEL", "card no.") stands before it. Names of people are found behind
// a cue ("my name is", "Pani", "Regards,") or where a common first name has a
// surname beside it; LIMITS.md says how many are missed. What has no form — a
// description that fits one person — stays.
//
// The result can be longer than the text: "@ab" becomes "[handle]".
package redact
