package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far a file or the demo set is: as a bar on a terminal, as a
// line every few seconds elsewhere.
type progress struct {
	what  string
	out   io.Writer
	now   func() time.Time
	total int64  // what at goes up to; 0 where it is not known
	of    string // what is counted
	bar   *progressbar.ProgressBar
	next  time.Time // of the next line
}

const lineEvery = 5 * time.Second

func (w *world) progress(what string, total int64) *progress {
	p := &progress{what: what, of: "rows", out: w.Err, now: w.Now, total: total, next: w.Now().Add(lineEvery)}
	if w.Terminal {
		size := total
		if size == 0 {
			size = -1 // a spinner
		}
		p.bar = progressbar.NewOptions64(size, progressbar.OptionSetWriter(w.Err), progressbar.OptionSetDescription(what),
			progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetPredictTime(true))
	}
	return p
}

// show says that so many are done and that at of the total has been read.
func (p *progress) show(rows int, at int64) {
	if p.bar != nil {
		p.bar.Describe(fmt.Sprintf("%s: %s %s", p.what, thousands(rows), p.of))
		p.bar.Set64(at)
		return
	}
	if now := p.now(); !now.Before(p.next) {
		p.next = now.Add(lineEvery)
		part := ""
		if p.total > 0 {
			part = fmt.Sprintf(" (%d %%)", 100*at/p.total)
		}
		fmt.Fprintf(p.out, "%s: %s %s%s\n", p.what, thousands(rows), p.of, part)
	}
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Finish()
	}
}

// thousands writes a whole number with its thousands apart: "12,541".
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
