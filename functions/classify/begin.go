package classify

import (
	"context"
	"errors"
	"fmt"

	"paradox/infra/store"
)

// Begin makes the classifier's generation the live one where none is yet: the first
// writer of a deployment begins it. Of two that begin at the same time one does.
func (c *Classifier) Begin(ctx context.Context, control store.Control) error {
	_, err := control.Generation(ctx)
	if errors.Is(err, store.ErrNotFound) {
		err = control.SetGeneration(ctx, "", c.Generation)
	}
	if err != nil && !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("beginning generation %s: %w", c.Generation, err)
	}
	return nil
}
