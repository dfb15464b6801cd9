// Package keywords finds themes by hand-written phrases: the baseline that the
// trained models are measured against, and what one would have without them.
//
// A rule is a phrase of words: "sold|sell* my|our|your data|details|number". A bar
// separates alternatives, a star ends a stem, two dots stand for up to three words
// of any kind. Words are written without capitals, diacritics and apostrophes. A
// rule under a negation ("no spam", "nie sprzedają danych") does not count, unless
// the negation is part of the rule.
package keywords
