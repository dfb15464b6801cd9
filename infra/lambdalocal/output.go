package lambdalocal

import (
	"bytes"
	"io"
	"sync"
)

// Log keeps all that is written to it. The zero value is empty and ready. It is safe
// for concurrent use.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends; it never fails.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String returns what was written so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// output is where all environments of a function write.
type output struct {
	mu sync.Mutex
	w  io.Writer // nil: nowhere
}

// lines is one stream of one process: it hands on whole lines, so that what several
// processes say at the same time is not mixed within one.
type lines struct {
	to   *output
	rest []byte // the beginning of a line whose end is still to come
}

// maxLine is when a line is handed on without its end, in bytes.
const maxLine = 256 << 10

// Write never fails: what the reader of the output does is no concern of the process.
func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	end := bytes.LastIndexByte(l.rest, '\n') + 1
	if end == 0 && len(l.rest) > maxLine {
		end = len(l.rest)
	}
	l.to.write(l.rest[:end])
	l.rest = append(l.rest[:0], l.rest[end:]...)
	return len(p), nil
}

// flush hands on what a process left without an end of line.
func (l *lines) flush() {
	if len(l.rest) > 0 {
		l.to.write(append(l.rest, '\n'))
		l.rest = nil
	}
}

func (o *output) write(p []byte) {
	if len(p) == 0 || o.w == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.w.Write(p)
}
