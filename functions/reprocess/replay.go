package reprocess

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"paradox/infra/store"
)

// ReplayDays is how many of the ledger's last days a pass replays. A pass is made once
// a day, and may begin two and a half days after the last one did, if that went on in a
// second night. The rest is for what was still in the middle of a transaction when that
// one began, and for a pass that was late or failed. What was noted before, and is not
// done after a longer gap, needs a replay of the whole ledger.
const ReplayDays = 3

// ErrReplay is matched when a pass came to its end but for erasures that could not be
// carried out again, which [Report.Unreplayed] lists. It did all the rest.
var ErrReplay = errors.New("reprocess: erasures could not be carried out again")

// Unreplayed is an erasure that could not be carried out again. Each pass of the next
// days tries it, as long as it is of the last [ReplayDays]; after that only a replay of
// the whole ledger does.
type Unreplayed struct {
	At     time.Time // when it was noted: the ledger has it under that time
	Reason string
}

// replayedTo is how far a replay has come.
type replayedTo struct {
	At   time.Time // of the last erasure that was tried; zero for none
	Same int       // how many of that moment are done
}

// replay carries out again the erasures of the last days: what was noted and not done
// in full, because a program died or the database was in the middle of a transaction,
// is done now. It is the first step, so that the recount knows nothing of it.
func (p *Pass) replay(ctx context.Context, s *state) error {
	since := s.Began.AddDate(0, 0, -ReplayDays)
	if !s.Replay.At.IsZero() {
		since = s.Replay.At
		s.onceMore()
	}
	saved := p.Now()
	for e, err := range p.Ledger.Erasures(ctx, since) {
		if err == nil {
			err = p.reader().inTime(ctx)
		}
		if err == nil {
			err = p.again(ctx, s, e)
		}
		if err != nil {
			return err
		}
		if now := p.Now(); now.Sub(saved) >= p.every() {
			saved = now
			if err := p.save(ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// again carries out an erasure. That fails only where the whole call has no time left:
// an erasure that does not succeed is noted, and neither the others nor what else is
// due by law waits for it.
func (p *Pass) again(ctx context.Context, s *state, e store.Erasure) error {
	one, cancel := context.WithTimeout(ctx, p.patience())
	defer cancel()
	n, err := e.Again(one, p.Store)
	s.Report.Turned += n
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("replaying an erasure of %s: %w", e.At.Format(time.RFC3339), err)
	}
	s.replayed(e.At, err)
	return nil
}

func (p *Pass) patience() time.Duration {
	if p.Patience == 0 {
		return 2 * time.Minute
	}
	return p.Patience
}

// replayed notes what became of an erasure.
func (s *state) replayed(at time.Time, err error) {
	if !at.Equal(s.Replay.At) {
		s.Replay = replayedTo{At: at}
	}
	if err != nil {
		s.Report.Unreplayed = append(s.Report.Unreplayed, Unreplayed{At: at, Reason: err.Error()})
		return
	}
	s.Report.Replayed++
	s.Replay.Same++
}

// onceMore forgets what became of the erasures of the moment that a replay has come to:
// the ledger yields all of them again, and each is to be counted once.
func (s *state) onceMore() {
	s.Report.Replayed -= s.Replay.Same
	s.Replay.Same = 0
	s.Report.Unreplayed = slices.DeleteFunc(s.Report.Unreplayed, func(u Unreplayed) bool { return u.At.Equal(s.Replay.At) })
}

// unreplayed is the error of a pass that is complete but for erasures, or nil.
func (r Report) unreplayed() error {
	n := len(r.Unreplayed)
	if n == 0 {
		return nil
	}
	first := r.Unreplayed[0]
	return fmt.Errorf("%w: %d of %d, the first of %s: %s", ErrReplay, n, n+r.Replayed, first.At.Format(time.RFC3339), first.Reason)
}
