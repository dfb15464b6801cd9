package file

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings.
const (
	UTF8        = "utf-8"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1250 = "windows-1250" // Central Europe: what Excel writes in Poland
	Windows1252 = "windows-1252" // Western Europe; only when told
	ISO88592    = "iso-8859-2"   // only when told
)

// Encodings are the names that Options.Encoding takes.
var Encodings = []string{UTF8, UTF16LE, UTF16BE, Windows1250, Windows1252, ISO88592}

// seen is what one look through a file's bytes tells.
type seen struct {
	sha256     string
	size       int64
	mark       string   // the encoding that a byte order mark names, or ""
	zeros      [2]int64 // NUL bytes at even and odd places
	multi      int64    // UTF-8 sequences of two bytes and more
	broken     int64    // bytes that are not UTF-8
	feeds      int64    // "\n"
	returns    int64    // "\r"
	unfinished []byte   // the start of a sequence at the end of a block
}

// inspect reads r to its end.
func inspect(r io.Reader) (*seen, error) {
	s, h, block := &seen{}, sha256.New(), make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(r, block)
		b := block[:n]
		h.Write(b)
		if s.size == 0 {
			s.mark = markOf(b)
		}
		s.count(b)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading: %w", err)
		}
	}
	s.broken += int64(len(s.unfinished))
	s.sha256 = hex.EncodeToString(h.Sum(nil))
	return s, nil
}

func markOf(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return UTF8
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return UTF16LE
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return UTF16BE
	}
	return ""
}

func (s *seen) count(b []byte) {
	for i, c := range b {
		switch c {
		case 0:
			s.zeros[(s.size+int64(i))&1]++
		case '\n':
			s.feeds++
		case '\r':
			s.returns++
		}
	}
	s.size += int64(len(b))
	b = append(s.unfinished, b...)
	s.unfinished = nil
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			if !utf8.FullRune(b) {
				s.unfinished = slices.Clone(b)
				return
			}
			s.broken++
		} else if n > 1 {
			s.multi++
		}
		b = b[n:]
	}
}

// encoding decides how the bytes are to be read. A mark decides; UTF-16 without
// one shows by a NUL in every other byte (more than a quarter of all places on
// one side, hardly any on the other). Bytes that are not UTF-8 mean Windows-1250,
// unless there is so much good UTF-8 among them that a few lines are damaged.
func (s *seen) encoding() string {
	half := s.size / 2
	switch {
	case s.mark != "":
		return s.mark
	case s.zeros[1] > half/4 && s.zeros[0] < half/50+1:
		return UTF16LE
	case s.zeros[0] > half/4 && s.zeros[1] < half/50+1:
		return UTF16BE
	case s.broken > s.multi/4:
		return Windows1250
	}
	return UTF8
}

// decoded returns r as UTF-8 without a byte order mark and with "\n" at the end
// of lines. Broken UTF-8 passes, for the rows to show it; what cannot be decoded
// otherwise becomes U+FFFD.
func (s *seen) decoded(r io.Reader, encoding string) (io.Reader, error) {
	var t transform.Transformer
	switch strings.ToLower(encoding) {
	case UTF8:
		t = &withoutMark{}
	case UTF16LE:
		t = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	case UTF16BE:
		t = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()
	case Windows1250:
		t = charmap.Windows1250.NewDecoder()
	case Windows1252:
		t = charmap.Windows1252.NewDecoder()
	case ISO88592:
		t = charmap.ISO8859_2.NewDecoder()
	default:
		return nil, fmt.Errorf("encoding %q: want one of %s", encoding, strings.Join(Encodings, ", "))
	}
	r = transform.NewReader(r, t)
	if s.feeds == 0 && s.returns > 0 {
		r = transform.NewReader(r, returns{})
	}
	return r, nil
}

// withoutMark passes everything but a byte order mark at the start.
type withoutMark struct{ started bool }

func (w *withoutMark) Reset() { w.started = false }

func (w *withoutMark) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	if !w.started {
		if len(src) < 3 && !atEOF {
			return 0, 0, transform.ErrShortSrc
		}
		if markOf(src) == UTF8 {
			nSrc = 3
		}
		w.started = true
	}
	n := copy(dst, src[nSrc:])
	if nSrc+n < len(src) {
		err = transform.ErrShortDst
	}
	return n, nSrc + n, err
}

// returns makes line feeds of carriage returns, in files that have no others.
type returns struct{ transform.NopResetter }

func (returns) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	n := copy(dst, src)
	for i := range dst[:n] {
		if dst[i] == '\r' {
			dst[i] = '\n'
		}
	}
	if n < len(src) {
		err = transform.ErrShortDst
	}
	return n, n, err
}
