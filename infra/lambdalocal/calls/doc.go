// Package calls stands between a function and the local engine: it sees which calls a
// function makes on AWS, so that they can be compared with what the function's role
// allows, and makes some of them fail, as engines of one's own never do.
//
// A call is kept as service, action and resource, each once; of a DynamoDB partition
// key its beginning up to the first "|", which tells the kind of row and nobody's name.
// Bodies are looked into for that and neither kept nor logged.
//
// It knows the JSON protocols of DynamoDB, SQS and Secrets Manager and the query
// protocol of SNS; of any other service it knows the name and the operation. Nothing is
// checked: every call goes on to the engine.
package calls
