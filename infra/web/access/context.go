package access

import (
	"context"
	"sync"
)

type key struct{}

// With returns a context that knows who sent its request. ask is called when it is
// first wanted, at most once: a route that is open to anyone never waits for a
// provider that it does not need.
func With(ctx context.Context, ask func() (Principal, error)) context.Context {
	return context.WithValue(ctx, key{}, sync.OnceValues(ask))
}

// From returns who sent the request that ctx belongs to: nobody for a request
// without credentials and for a context that knows of no request. The error, a
// problem to be answered as it is, says that there were credentials and that they
// do not hold or cannot be judged now; it never comes on a route that needs a role,
// whose requests have been judged before.
func From(ctx context.Context) (Principal, error) {
	if ask, ok := ctx.Value(key{}).(func() (Principal, error)); ok {
		return ask()
	}
	return Principal{}, nil
}
