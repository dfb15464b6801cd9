// Package privacy gives people their rights over what is stored. It erases a
// reaction by the receipt that its sender got, and, where the privacy officer is
// at the keyboard, a message by its id at the source or all of an author.
//
// An erasure is noted in a ledger outside the store, by pseudonyms alone, before it
// is carried out: should an older copy of the store be put back, replaying the
// ledger erases again. What cannot be noted is not erased. An erasure is done when
// it is answered: text, labels and author are gone and the counters have moved down
// by what was counted. It holds for what is still on its way too: a tombstone keeps
// it out. Asking again changes nothing. To name a source that nobody registered is
// an error, not an erasure of nothing. No answer or log line repeats a receipt, an
// id of the source's or a handle.
package privacy
