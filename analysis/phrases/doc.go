// Package phrases finds the phrases that people use when they speak of a theme:
// what a report shows under "in their words".
//
// English phrases are runs of up to three adjectives and nouns, by the
// part-of-speech tags of github.com/jdkato/prose; Polish ones are words that say
// something by themselves, and runs of two or three words that neither begin nor
// end with a function word. Inflected forms of a phrase are one phrase, shown in
// the spelling that most messages use. Nothing outside a theme's evidence counts
// for the theme, and nothing of a redaction marker counts at all.
//
// A phrase is counted once for each message, and is withheld unless enough
// messages of enough people use it, so that no one's own words are shown. That
// is a minimum count, not anonymity: a name that many people write is a phrase.
//
// Reading an English message costs about 0.2 ms, so this belongs into nightly
// passes and reports, never on the path that accepts or labels messages.
package phrases
