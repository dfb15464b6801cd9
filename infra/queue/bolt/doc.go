// Package bolt is a durable queue.Queue in one bbolt file, for the local program
// and for tests. One process has the file open at a time.
//
// A message is on disk when Send returns, and stays until it is acknowledged or
// quarantined. How often it was received is on disk before Receive returns, so
// that a message which kills its consumer is found out. Who holds what, and for
// how long, is remembered in memory only: after Open everything is visible again,
// since whoever held it is gone.
//
// Within a group the messages come oldest first, a message that comes back before
// newer ones. Between groups Receive takes turns, one message each, so that a
// source with a long tail of messages does not hold up the others.
//
// A removed message can no longer be received, but its bytes stay in the file until
// their page is used again, which the next messages do soon but nothing forces, or
// until [Queue.Scrub]. What is in quarantine stays there until [Queue.Discard].
//
// The memory for a waiting message is about a hundred bytes; bodies are read from
// the file as they are received.
package bolt
