// Package cloud is what the mains of the functions have in common: they read their
// configuration from the environment, make each client once, and serve one kind of
// event until Lambda ends them. Its subpackages give queues, and what the functions
// behind the HTTP API share.
//
// A main says what its function is made of and nothing else:
//
//	func main() {
//		cloud.Main(func(ctx context.Context, f *cloud.Function) (any, error) {
//			s := f.Store()
//			p := &reprocess.Pass{Store: s, Ledger: f.Ledger(), Now: f.Now}
//			return cloud.Schedule((&reprocess.Nightly{Pass: p, Control: s}).Run), f.Err()
//		})
//	}
//
// What is missing or wrong in the environment is gathered, so that the first log
// line of a function that cannot start names all of it, without a value.
package cloud
