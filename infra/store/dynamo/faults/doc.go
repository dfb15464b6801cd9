// Package faults is the weather between a store and DynamoDB: middleware of the
// SDK's client that, by seed and call, answers what the service answers on a bad day
// and local engines never do. It is imported by tests alone.
//
// Everything happens before a request leaves or after its answer came, so that what
// is behind stays a real engine:
//
//   - refusals: a transaction in conflict, throttling under each of its names, an
//     internal error, all of them without the request being sent;
//   - doubt: the answer is lost on its way back, or the request on its way there, or
//     the request arrives when its sender has long given up, and the caller cannot
//     tell which; the transaction is still in progress when it is sent again;
//   - parts: keys left unprocessed, pages shorter than asked for, reasons of a
//     cancelled transaction that name one of several culprits;
//   - ends: the caller's context is cancelled, or the caller's program dies, before a
//     request or after it was carried out.
//
// Contention is not drawn but watched: of two writes that are under way at once and
// touch one item, of which one at least is a transaction, the later is refused, as
// DynamoDB does it.
package faults
