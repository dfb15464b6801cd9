// Package provide makes on a local engine what a template defines for its functions to
// use (tables, queues, secrets, topics), so that no second definition can differ from
// the one that is deployed. [Engine.Provide] makes all of it and returns what stands
// for each resource; [Tables] and [Queues] make those of one service, for who works on
// that alone. It is local only: on AWS these things are made by sam deploy.
//
// What only AWS does for a resource is passed over: backups, encryption, deletion
// protection, time to live, subscriptions, the keys of topics. Any other property that
// is not known here is an error, which names the resource and the property and matches
// [ErrTemplate]; it is found before anything is made. Secrets are made of random letters
// and digits as long as GenerateSecretString says, and returned to nobody: the functions
// read them from the engine. Resources of any other type are the caller's to name.
//
// What is there already, by its name, is kept with what it holds if it is the same; a
// table with other keys or a queue with other attributes is an error.
package provide
