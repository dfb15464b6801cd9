package cloud

import (
	"context"
	"encoding/json"

	"paradox/infra/schedule"
)

// Schedule is the handler of a function that a schedule calls, where it does not
// matter for when the call was meant.
func Schedule(run func(ctx context.Context) error) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, event json.RawMessage) error {
		if _, err := schedule.Time(event); err != nil {
			return err
		}
		return run(ctx)
	}
}
