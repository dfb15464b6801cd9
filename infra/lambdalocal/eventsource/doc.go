// Package eventsource is what Lambda's event source mapping is to a queue and a
// function, on one machine: it gathers messages into batches, invokes the function,
// and deletes what the function does not name as failed. What is left comes again when
// the queue's visibility timeout is over, and goes where the queue's redrive policy
// says; nothing here counts tries.
//
// Not imitated: filters, FIFO queues, maximum record size (a batch above Lambda's 6 MB
// fails as a whole, and comes again), and the scaling of pollers: five poll at most,
// which is how many Lambda begins with, each with one batch at a time.
package eventsource
