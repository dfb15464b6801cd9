// Package sqs is a queue.Queue on Amazon SQS: a standard queue, and a second one
// for what is put aside. The dead letters' queue, which SQS itself fills, knows no
// reason and is not looked at here.
//
// What it promises is the contract, with what SQS leaves open. A message may come
// twice though it was acknowledged in time, and a call that timed out may have been
// carried out and is made again: whoever receives must bear duplicates, as the store
// does. A delivery whose time ran out counts as held until somebody else takes the
// message, since SQS asks no more of a receipt; even after that AWS may accept its Ack
// and remove nothing, so that the message is still the other's to settle; and a message
// that is gone may be reported with queue.ErrLost. A receive that is given up midway
// may already have been handed messages: they come again after the visibility timeout,
// with one delivery more on their count.
//
// Calls that SQS throttles, loses or answers with a fault of its own are made again,
// after a random wait below a limit that doubles each time, until the caller's context
// ends or 30 seconds have passed; a receive, which may wait for 20, takes 50. Of a batch
// only what failed is sent again.
//
// A message's group becomes the MessageGroupId, by which SQS serves a busy source
// after the quiet ones. Nothing of a body is in any attribute: those of what was put
// aside are the reason, of queue.Reasons, and the id of the message.
//
// Bodies are text to SQS, of the characters that XML 1.0 has, and not empty. See
// [Encode] for what becomes of others.
package sqs
