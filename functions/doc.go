// Package functions holds the verbs, one folder each: what the system does with
// a reaction. A verb knows contracts (store.Store, queue.Queue), never an
// engine; its Lambda main and the local program choose those.
package functions
