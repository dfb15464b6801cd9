// Package cloud is what the mains of the functions have in common: they read their
// configuration from the environment, make each client once, take the keys from the
// deployment's secret, and serve one kind of event until Lambda ends them.
//
// A main says what its function is made of and nothing else:
//
//	func main() {
//		cloud.Main(func(ctx context.Context, f *cloud.Function) (any, error) {
//			d := &digest.Digest{Counters: f.Store(), Zone: f.Env.Location(config.Zone)}
//			return cloud.Schedule(d.Handle), f.Err()
//		})
//	}
//
// What is missing or wrong in the environment is gathered, so that the first log
// line of a function that cannot start names all of it, without a value.
package cloud
