// Package provide makes on a local engine what a template defines for its functions to
// use (tables, queues, secrets, topics) and returns what stands for each, as package
// stack wants it. It is local only, like everything in lambdalocal.
//
// What only AWS does for a resource is passed over: backups, encryption, deletion
// protection, time to live, subscriptions, the keys of topics. Secrets are made of random
// letters and digits as long as GenerateSecretString says, and returned to nobody: the
// functions read them from the engine. Resources of any other type are the caller's to
// name.
package provide
