package file

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxRow bounds a row, in bytes of UTF-8: a text may have 16 KiB, a JSON escape
// makes six bytes of one, and there is room for columns that nobody reads.
const maxRow = 1 << 20

// lines reads a text line by line, counts, and takes lines back.
type lines struct {
	r    *bufio.Reader
	next int // number of the next line
	back []line
}

// line is a line with its end ("\n", "\r\n", or nothing at the end of the file).
type line struct {
	number int
	text   []byte
	long   bool // longer than maxRow, and left out
}

func newLines(r io.Reader) *lines { return &lines{r: bufio.NewReaderSize(r, 64<<10), next: 1} }

// read returns the next line, or io.EOF.
func (l *lines) read() (line, error) {
	if n := len(l.back); n > 0 {
		last := l.back[n-1]
		l.back = l.back[:n-1]
		return last, nil
	}
	out := line{number: l.next}
	for {
		part, err := l.r.ReadSlice('\n')
		if out.long = out.long || len(out.text)+len(part) > maxRow; out.long {
			out.text = nil
		} else {
			out.text = append(out.text, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !(errors.Is(err, io.EOF) && (len(out.text) > 0 || out.long)) {
			return line{}, err
		}
		l.next++
		return out, nil
	}
}

// unread takes lines back, in the order in which they were read.
func (l *lines) unread(ls []line) {
	for i := len(ls) - 1; i >= 0; i-- {
		l.back = append(l.back, ls[i])
	}
}

// body is the line without its end.
func (l line) body() []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(l.text, []byte("\n")), []byte("\r"))
}
