// Package bolt keeps a store in one bbolt file, for the local program and for
// tests. One process has the file open at a time.
//
// Every call that writes is one durable transaction: when it returns, the data
// is on disk. Concurrent calls share a transaction (see groupcommit).
//
// # Layout
//
//	authored   author ‖ 0 ‖ id → whole reactions with an author
//	alone      id → whole reactions without an author, stubs, tombstones
//	owners     id → author, for what lies in authored
//	authors    author → erased_before, objection
//	counters   generation ‖ 0 ‖ campaign ‖ 0 ‖ day ‖ 0 ‖ channel ‖ 0 ‖ language ‖ 0 ‖ source → counts
//	summaries  generation ‖ 0 ‖ week ‖ 0 ‖ slice → summary
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
