// Package sandbox brings this project's own stack up on one machine, as it would be in
// the cloud: the programs are built as they are deployed, tables, queues, the secret
// and the topics are made on a local engine, the functions run as template.yaml wires
// them, and the HTTP API answers on a loopback address, with a provider beside it at
// which anyone may sign in as anyone. Tests go through it from end to end, and a
// developer clicks through it without an account. It is local only.
package sandbox
