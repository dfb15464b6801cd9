// Package bolt keeps a store in one bbolt file, for the local program and for
// tests. One process has the file open at a time.
//
// Every call that writes is one durable transaction: when it returns, the data
// is on disk. Concurrent calls share a transaction (see groupcommit).
//
// It promises more than the contract asks: an id is unique across authors, so a
// message whose author was renamed is still a duplicate, and an erasure by id
// alone reaches a reaction that has an author.
//
// # Layout
//
//	authored   author ‖ 0 ‖ id → whole reactions with an author
//	alone      id → whole reactions without an author, stubs, tombstones
//	owners     id → author, for what lies in authored
//	authors    author → erased_before, objection
//	expiry     expires ‖ id → nothing, for whole reactions
//	counters   generation ‖ 0 ‖ campaign ‖ 0 ‖ day ‖ 0 ‖ channel ‖ 0 ‖ language ‖ 0 ‖ source → counts
//	campaigns, sources, control, claims, claimexpiry
//
// # Iterators
//
// They read a page of rows in a short transaction and yield it after that
// transaction has ended, so that a slow consumer holds up no writer. What is
// written meanwhile may or may not be seen; what is moved by an erasure or an
// expiry may be seen in both places, and is never missed.
//
// # Erased text
//
// What is erased or expired can no longer be read through the store, but its bytes
// stay in the file until their page is used again, which the next writes do soon
// but nothing forces, or until [Store.Scrub].
package bolt
