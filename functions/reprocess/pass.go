package reprocess

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paradox/analysis/index"
	"paradox/analysis/phrases"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Store is what a pass works on. Every store.Store is one.
type Store interface {
	store.Reactions
	store.Counters
	store.Summaries
	store.Control
}

// Pass goes over everything stored; see the package comment. Its fields must not
// change while it runs. One pass at a time may run on a store, and nothing else may
// expire reactions beside it: what expires meanwhile may escape a scan.
type Pass struct {
	Store       Store
	Ledger      store.Ledger // of erasures; nil: none are replayed
	Now         func() time.Time
	Checkpoints Checkpoints    // nil: a pass that is cut off begins anew
	Segments    int            // how many are read side by side; 0 for 1
	Rate        float64        // read units a second that the scan may use; 0 for no limit
	K           int            // as index.Threshold: how many authors a phrase needs to be in a summary
	MaxPhrases  int            // how many phrases by week and slice are counted at a time; 0 for 2,000,000
	Every       time.Duration  // between checkpoints; 0 for 30 s, below 0 after each page
	Margin      time.Duration  // how long before its context's deadline a pass stops; 0 for 10 s
	Patience    time.Duration  // with one erasure that is replayed and does not come to an end; 0 for 2 min
	Progress    func(Progress) // called after each page, one call at a time; may be nil
}

// Phrases is how many phrases of each language a summary holds at most.
const Phrases = 20

// quiet is how many days after its end a week is compacted: by then what waited in
// the queue (4 days at most) has come, so that hardly a row comes back to life.
const quiet = 7

// saveTime is how long a call that is over may take to save its checkpoint.
const saveTime = 30 * time.Second

// maxOverdue is how many reactions a pass expires. The rest is left to the next one;
// shown they are never.
const maxOverdue = 200_000

// Report is what a pass did.
type Report struct {
	Generation string       // that was summarised; "" where none is live
	Resumed    bool         // went on from a checkpoint
	Anew       string       // why it did not go on from the checkpoint that was there; "" if it did, or for none
	Replayed   int          // erasures of the last [ReplayDays] days that were carried out again
	Turned     int          // reactions that those erased: they had been missed
	Unreplayed []Unreplayed // those that could not be, oldest first
	Audit      store.Audit
	Expired    int // turned into stubs
	Left       int // overdue still: another pass is due at once
	Weeks      int // weeks whose summaries changed
	Summaries  int // written for them
	PhrasesCut int // how often small counts went, and authors who use more than are counted: with more than 0, figures of phrases may be too low
	Compacted  int // counter rows moved
}

// Run goes over everything. An error that matches [ErrUnfinished] says that there was
// no time: the same call goes on, as it does after any other error, but for one that
// matches [ErrReplay]: all is done then but for some erasures. Counters that differ
// from the recount are no error; they are in Report.Audit.Wrong.
func (p *Pass) Run(ctx context.Context) (Report, error) {
	s, err := p.begin(ctx, "pass")
	if err != nil {
		return Report{}, err
	}
	todo := steps{
		noting: p.note, scanning: p.scan, judging: p.judge, expiring: p.expire, summarising: p.summarise, compacting: p.compact,
	}
	if p.Ledger != nil {
		todo[replaying] = p.replay
	}
	if err = p.finish(ctx, s, todo); err == nil {
		err = s.Report.unreplayed()
	}
	return s.Report, err
}

// steps are what a pass does in each phase; nil for nothing.
type steps [ended]func(context.Context, *state) error

// Verify recounts everything and compares the sums with the counters, as a pass does,
// and changes nothing. What differs is looked at again in a second scan and reported
// if it differs there too: a row that changed and changed back meanwhile, or what
// expired, can look wrong once.
func (p *Pass) Verify(ctx context.Context) (store.Audit, error) {
	var first store.Audit
	for look := 1; ; look++ {
		s, err := p.begin(ctx, "verify")
		if err != nil {
			return store.Audit{}, err
		}
		if err := p.finish(ctx, s, steps{noting: p.note, scanning: p.scan, judging: p.judge}); err != nil {
			return store.Audit{}, err
		}
		a := s.Report.Audit
		a.Units += first.Units
		if look > 1 {
			a.Wrong = inBoth(first.Wrong, a.Wrong)
		}
		if len(a.Wrong) == 0 || look > 1 {
			return a, nil
		}
		first = a
	}
}

// inBoth are the mismatches of the second look in rows and attributes that did not
// fit at the first either.
func inBoth(first, second []store.Mismatch) (both []store.Mismatch) {
	type place struct {
		key  store.RowKey
		attr store.Attr
	}
	seen := map[place]bool{}
	for _, m := range first {
		seen[place{m.Key, m.Attr}] = true
	}
	for _, m := range second {
		if seen[place{m.Key, m.Attr}] {
			both = append(both, m)
		}
	}
	return both
}

// begin goes on from the checkpoint, or from the beginning where there is none that
// fits.
func (p *Pass) begin(ctx context.Context, kind string) (*state, error) {
	live, err := p.Store.Generation(ctx)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	fresh := &state{
		Layout: layout, Kind: kind, Generation: live, Began: p.Now().UTC(),
		Places: make([]Place, max(1, p.Segments)), Report: Report{Generation: live},
	}
	s, err := p.load(ctx)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case errors.Is(err, errCheckpoint): // what it says is found out again
		fresh.Report.Anew = err.Error()
	case err != nil:
		return nil, err
	default:
		if fresh.Report.Anew = s.unfit(fresh); fresh.Report.Anew == "" {
			s.Report.Resumed = true
			return s, nil
		}
	}
	fresh.Counting = newCounting(fresh.Began)
	if kind == "pass" {
		fresh.Sums = newSums()
	}
	return fresh, nil
}

// load returns the checkpoint, or an error that matches store.ErrNotFound for none and
// errCheckpoint for one that cannot be read.
func (p *Pass) load(ctx context.Context) (*state, error) {
	if p.Checkpoints == nil {
		return nil, store.ErrNotFound
	}
	b, err := p.Checkpoints.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading the checkpoint: %w", err)
	}
	return decode(b)
}

// finish does the steps that are left. It saves after each, and where one fails what
// it did until then.
func (p *Pass) finish(ctx context.Context, s *state, todo steps) error {
	for s.Phase < ended {
		step := todo[s.Phase]
		if step == nil {
			s.Phase++
			continue
		}
		err := p.reader().inTime(ctx)
		if err == nil {
			err = step(ctx, s)
		}
		if err != nil {
			return errors.Join(err, p.saveLast(ctx, s))
		}
		s.Phase++
		if err := p.save(ctx, s); err != nil {
			return err
		}
	}
	if p.Checkpoints == nil {
		return nil
	}
	if err := p.Checkpoints.Remove(ctx); err != nil {
		return fmt.Errorf("removing the checkpoint: %w", err)
	}
	return nil
}

// saveLast saves what a call found out that is over, as its context may be: it has a
// time of its own, so that a store that does not answer does not keep a program that is
// to end.
func (p *Pass) saveLast(ctx context.Context, s *state) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	return p.save(ctx, s)
}

func (p *Pass) save(ctx context.Context, s *state) error {
	if p.Checkpoints == nil {
		return nil
	}
	b, err := s.encode()
	if err == nil {
		err = p.Checkpoints.Save(ctx, b)
	}
	if err != nil {
		return fmt.Errorf("saving the checkpoint: %w", err)
	}
	return nil
}

func (p *Pass) reader() *reader {
	margin := p.Margin
	if margin == 0 {
		margin = 10 * time.Second
	}
	return &reader{from: p.Store, limit: limiter(p.Rate), progress: p.Progress, margin: margin, now: p.Now}
}

// every is how long a pass goes on without saving.
func (p *Pass) every() time.Duration {
	if p.Every == 0 {
		return 30 * time.Second
	}
	return p.Every
}

// note takes down the counters as they are before the first reaction is read.
func (p *Pass) note(ctx context.Context, s *state) (err error) {
	s.Before, err = store.PrintsOf(ctx, p.Store)
	return err
}

// scan reads everything.
func (p *Pass) scan(ctx context.Context, s *state) error {
	saved := p.Now()
	var saving error
	r := p.reader()
	err := r.read(ctx, s.Places, func(ctx context.Context, segment int, page store.Page) (func(), error) {
		uses := s.uses(page)
		return func() { s.take(segment, page, uses, p.maxPhrases()) }, nil
	}, func() error {
		if now := p.Now(); saving == nil && now.Sub(saved) >= p.every() {
			saved = now
			saving = p.save(ctx, s)
		}
		return saving
	})
	if err == nil && s.Sums != nil {
		s.Sums.end()
	}
	return err
}

func (p *Pass) maxPhrases() int {
	if p.MaxPhrases == 0 {
		return 2_000_000
	}
	return p.MaxPhrases
}

// uses finds the phrases of a page's whole reactions; it is what takes longest, and
// segments do it side by side.
func (s *state) uses(page store.Page) [][]phrases.Use {
	if s.Sums == nil {
		return nil
	}
	uses := make([][]phrases.Use, len(page.Stored))
	for i, st := range page.Stored {
		if r, ok := st.Labels[s.Generation]; ok && st.State == store.Whole && !r.Unclassified {
			uses[i] = phrases.Uses(st.Dims.Language, st.Reaction.Text)
		}
	}
	return uses
}

// take takes a page in.
func (s *state) take(segment int, page store.Page, uses [][]phrases.Use, maxPhrases int) {
	overdue := overdueIn(page)
	for i, st := range page.Stored {
		due := overdue[st.Reaction.ID]
		if !s.Counting.add(st, due) {
			continue
		}
		if due {
			s.due(st.Reaction.ID)
		}
		if r, ok := st.Labels[s.Generation]; ok && s.Sums != nil && !r.Unclassified {
			if st.State == store.Stub {
				s.Sums.enter(st)
			} else {
				s.Sums.whole(segment, st, r, uses[i])
			}
		}
	}
	if s.Sums != nil {
		s.Sums.Words.bound(maxPhrases, s.Sums.Hand)
	}
	s.Report.Audit.Units += page.Units
}

func (s *state) due(id reaction.ID) {
	if s.Kind != "pass" {
		return
	}
	if len(s.Overdue) == maxOverdue {
		s.Report.Left++
		return
	}
	s.Overdue = append(s.Overdue, id)
}

func (p *Pass) judge(ctx context.Context, s *state) error {
	a, err := s.Counting.recount.Against(s.Before, p.Store.AllRows(ctx))
	if err != nil {
		return err
	}
	a.Units = s.Report.Audit.Units
	s.Report.Audit = a
	return nil
}

// threshold is how many authors a phrase needs.
func (p *Pass) threshold() int64 { return index.Threshold(p.K) }
