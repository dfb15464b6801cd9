// Package enginetest starts the real engines that the contract suites run against:
// MiniStack (DynamoDB, SQS, SNS and secrets) and AWS's DynamoDB Local. It is imported by tests
// alone.
//
// An engine is started when a test binary first asks for it, on a free port of
// 127.0.0.1, and serves every test of that binary: tests keep apart by the names of
// their tables and queues. It holds its data in memory and ends with the test
// binary, however that ends. Both engines are installed by "make engines" under
// .cache in the repository; where one is missing, the test fails and says so.
//
// Once an engine runs, its address stands in the environment ([MiniStackVar],
// [DynamoDBLocalVar]), so that programs which the test starts find it there. A
// variable that is set from outside names an engine that runs already, and none is
// started.
package enginetest
