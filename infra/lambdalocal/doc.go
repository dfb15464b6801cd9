// Package lambdalocal runs the stack's own Lambda programs, the unmodified bootstrap
// binaries, on one machine: for tests from end to end, and for whoever wants to click
// through the cloud's shape without an account. It is local only: it opens nothing but
// loopback ports, asks nobody who they are, and has no place in the cloud.
//
// A [Function] is what Lambda is to one function: it keeps environments, each a
// process with a Runtime API of its own (the published interface, version 2018-06-01).
// An environment serves one invocation at a time. It is started when none is free,
// used again, and ended when it has been idle; a process that exits, is killed or
// exceeds its time fails the invocation that it had, and the next gets a fresh one.
//
// Below it lie what stands around Lambda: package httpapi (API Gateway's HTTP API),
// eventsource (the poller of a queue), calls (who called what on AWS), and stack, which
// wires all of them from template.yaml.
//
// Not imitated: freezing between invocations, the read-only file system, the memory
// limit (the variable is set), extensions and the telemetry API, response streaming,
// layers, versions and aliases, X-Ray, and IAM: every call is let through. Time is the
// machine's, not that of a share of a CPU.
package lambdalocal
