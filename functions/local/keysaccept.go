package main

import (
	"context"
	"errors"
	"fmt"

	"paradox/infra/store"
)

// sameKeys refuses keys that the store was not filled with: a message that it holds
// would be counted again, no author be found, and whoever asks for an erasure be told
// that nothing is stored.
func (d *data) sameKeys(ctx context.Context) error {
	err := store.SameKeys(ctx, d.store, d.keys.Mark(), d.now())
	if errors.Is(err, store.ErrOtherKeys) {
		return d.place.otherKeys()
	}
	return err
}

type keysCmd struct {
	Accept keysAcceptCmd `cmd:"" help:"Let the store be used with these keys as well, beside those that it was filled with."`
}

type keysAcceptCmd struct{}

// Help is shown below the flags.
func (keysAcceptCmd) Help() string {
	return `A store knows the keys that it was filled with, by a mark that reveals none of them, and is not opened with others: with those a message that it holds would be counted again, and nobody who wrote one be found. This is for a stack whose secret had to be replaced (README, Keys), and for nothing else. The former keys stay good.`
}

// Run accepts the keys.
func (c *keysAcceptCmd) Run(ctx context.Context, w *world) error {
	d, err := w.openAny(ctx, false)
	if err != nil {
		return err
	}
	if err := errors.Join(store.AcceptKeys(ctx, d.store, d.keys.Mark()), d.close()); err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "%s: used with these keys from now on, and with those of before\n", d.place)
	return nil
}
