package figures

import (
	"time"

	"paradox/analysis/index"
	"paradox/infra/store"
)

// Reader reads figures. It is safe for concurrent use; its fields must not change
// once it is used.
type Reader struct {
	Counters store.Counters
	Control  store.Control  // campaigns, sources and the live generation are read, nothing is written
	Zone     *time.Location // the report time zone, in which the counters' days lie
	K        int            // messages below which nothing is shown: 0 for the default, never below the floor
	Now      func() time.Time

	// Unfiltered names the sources whose messages come as they are, not picked by
	// a keyword. Lift needs all of a segment's messages to be of such sources.
	Unfiltered []string
}

func (s *Reader) k() int64 { return index.Threshold(s.K) }
