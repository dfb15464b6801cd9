package classify

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"paradox/infra/queue"
)

// keeper holds deliveries while they are worked on. What is settled must no longer
// be held: holding would undo the wait of a message that was given back. So the two
// take turns.
type keeper struct {
	stop context.CancelFunc
	over chan struct{}

	mu   sync.Mutex
	held []queue.Delivery // guarded by mu, also while the queue is told
}

// keep starts to hold the deliveries, until they are released, end is called, or ctx
// ends.
func (w *Worker) keep(ctx context.Context, ds []queue.Delivery) *keeper {
	ctx, stop := context.WithCancel(ctx)
	k := &keeper{stop: stop, over: make(chan struct{}), held: slices.Clone(ds)}
	if w.Visibility <= 0 {
		close(k.over)
		return k
	}
	go func() {
		defer close(k.over)
		ticks := time.NewTicker(max(1, w.Visibility/2))
		defer ticks.Stop()
		for {
			select {
			case <-ticks.C:
				w.hold(ctx, k)
			case <-ctx.Done():
				return
			}
		}
	}()
	return k
}

// hold tells the queue. A delivery that is lost has gone to another worker, and the
// store drops what both record.
func (w *Worker) hold(ctx context.Context, k *keeper) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.held) == 0 {
		return
	}
	err := w.Queue.Hold(ctx, k.held...)
	if err != nil && !errors.Is(err, queue.ErrLost) && ctx.Err() == nil {
		w.log().Warn("messages could not be held for longer", "messages", len(k.held), "error", err)
	}
}

// release lets go of deliveries that are about to be settled.
func (k *keeper) release(ds []queue.Delivery) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held = slices.DeleteFunc(k.held, func(h queue.Delivery) bool {
		return slices.ContainsFunc(ds, func(d queue.Delivery) bool { return d.Receipt == h.Receipt })
	})
}

// end lets go of all.
func (k *keeper) end() {
	k.stop()
	<-k.over
}
