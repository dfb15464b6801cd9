package reprocess

import (
	"context"
	"fmt"
	"time"
)

// ReplayDays is how many of the ledger's last days a pass replays. A pass is made once
// a day. The second day is for what was noted while the last pass ran, or was still in
// the middle of a transaction then, and for a pass that was late or failed. What was
// noted before, and is not done after a longer gap, needs a replay of the whole ledger.
const ReplayDays = 2

// replayedTo is how far a replay has come.
type replayedTo struct {
	At   time.Time // of the last erasure that is done; zero for none
	Same int       // how many of that moment are done
}

// replay carries out again the erasures of the last days: what was noted and not done
// in full, because a program died or the database was in the middle of a transaction,
// is done now. It is the first step, so that the recount knows nothing of it.
func (p *Pass) replay(ctx context.Context, s *state) error {
	since := s.Began.AddDate(0, 0, -ReplayDays)
	if at := s.Replay; !at.At.IsZero() { // those of that moment once more, and counted once
		since = at.At
		s.Report.Replayed -= at.Same
		s.Replay.Same = 0
	}
	saved := p.Now()
	for e, err := range p.Ledger.Erasures(ctx, since) {
		if err == nil {
			err = p.reader().inTime(ctx)
		}
		if err != nil {
			return err
		}
		n, err := e.Again(ctx, p.Store)
		s.Report.Turned += n
		if err != nil {
			return fmt.Errorf("replaying an erasure of %s: %w", e.At.Format(time.RFC3339), err)
		}
		s.replayed(e.At)
		if now := p.Now(); now.Sub(saved) >= p.every() {
			saved = now
			if err := p.save(ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *state) replayed(at time.Time) {
	s.Report.Replayed++
	if !at.Equal(s.Replay.At) {
		s.Replay = replayedTo{At: at}
	}
	s.Replay.Same++
}
