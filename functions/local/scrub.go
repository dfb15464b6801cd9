package main

import (
	"context"
	"errors"
	"time"

	queuebolt "paradox/infra/queue/bolt"
)

// scrubEvery is how long the bytes of a removed text may stay in a file while
// serve runs.
const scrubEvery = 10 * time.Minute

// keepAside is how long a message stays in quarantine, where no erasure reaches it.
const keepAside = 14 * day

// scrubRegularly empties the quarantine of what is too old and takes the bytes of
// removed texts out of the files, at the start and every ten minutes.
func (d *data) scrubRegularly(ctx context.Context, q *queuebolt.Queue) {
	often := time.NewTicker(scrubEvery)
	defer often.Stop()
	for ctx.Err() == nil {
		if _, err := q.Discard(ctx, d.now().Add(-keepAside)); err != nil && ctx.Err() == nil {
			d.log.Error("emptying the quarantine failed; it is tried again", "error", err)
		}
		if err := d.scrub(ctx, q); err != nil && ctx.Err() == nil {
			d.log.Error("scrubbing failed; it is tried again", "error", err)
		}
		select {
		case <-often.C:
		case <-ctx.Done():
		}
	}
}

// scrub rewrites the files of the store and the queue where something was removed.
func (d *data) scrub(ctx context.Context, q *queuebolt.Queue) error {
	_, storeErr := d.scrubFiles(ctx)
	_, queueErr := q.Scrub()
	return errors.Join(storeErr, queueErr)
}
