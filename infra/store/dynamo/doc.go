// Package dynamo keeps a store in two DynamoDB tables, for the stack on AWS and
// for any engine that speaks DynamoDB's protocol.
//
// What moves a counter is one TransactWriteItems together with what it counts, with
// a condition on every reaction in it: whatever is retried, reordered or killed, a
// reaction is counted once or not at all. A call that is larger than a transaction
// may be (100 actions, 4 MB) is split; the parts are done one after the other.
//
// # Reactions table (owner, id)
//
//	i|id      id     whole reaction without an author; of one with an author a pointer
//	                 to where it lies; later its stub or its tombstone
//	a|author  id     whole reaction with an author
//	e|author  "e"    what is refused of an author: erased_before, objection
//
// Because there is a row i|id for everything, an id is unique whoever its author is,
// and a receipt, which holds an id alone, reaches a reaction that has an author.
// Because the whole reactions of an author lie under one key, "everything of this
// author" is a consistent query. A row i|id is never deleted, and a row a|author
// never comes back, so rev, which grows with each change, names a content for good:
// every change is pinned to the rev that it was decided on.
//
//	state     whole, stub, tombstone, pointer
//	rev       1, and one more with each change
//	author    of a pointer
//	expires   seconds since 1970 as a decimal with nanoseconds; so are all times
//	time      of the event
//	source, channel, campaign, text
//	cell      where it is counted: campaign|day|channel|language|source
//	labels    generation → label as JSON with short names (see label.go)
//
// # Counters table (scope, cell)
//
//	n|generation|shard   campaign|day|channel|language|source   counts
//
// The attributes of a counter row are those of store.Attr by name; what is absent is
// zero. Its rev grows with each write. A row that many write at once would hold them
// up, so each has its double in every shard, and readers add the shards up. A writer
// has one by chance, and where a transaction meets another there it is tried in a
// different one. A double may hold negative counts, where an erasure went to another
// shard than what it took back; the sum never does. All campaigns of a generation and
// shard lie under one key: an overview is one query per shard.
//
// # Retries
//
// The package retries itself and switches the SDK's own retries off, for it must know
// which try it is looking at. What may have been done already (a timeout, a lost
// connection, a failure of the service) is sent again as it was, under the same client
// token. What was refused and is changed goes under a new one. Between tries it waits,
// exponentially longer and at random, until the context's deadline or, where there is
// none, for twenty seconds.
//
// Errors name the operation and DynamoDB's code, never its message, which may quote
// what was sent.
package dynamo
