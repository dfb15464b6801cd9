package redact

import "strings"

// Longest window: an IBAN without its country has up to 30 digits.
const (
	maxDigits = 34
	maxGroups = 14
)

// window is a run of digit groups that read as one number: "600 700-800" has
// three groups.
type window struct {
	*scan
	first, last int // tokens
	buf         [maxDigits]byte
	n           int // digits
	sizes       [maxGroups]int
	groups      int
	seps        [maxGroups]byte // seps[i] joins group i to the next, as joined says
}

func (w *window) digits() string { return string(w.buf[:w.n]) }
func (w *window) start() int     { return w.tokens[w.first].start }
func (w *window) end() int       { return w.tokens[w.last].end }

// grouped reports whether the groups have these sizes.
func (w *window) grouped(sizes ...int) bool {
	if w.groups != len(sizes) {
		return false
	}
	for i, n := range sizes {
		if w.sizes[i] != n {
			return false
		}
	}
	return true
}

// only reports whether every separator is one of set.
func (w *window) only(set string) bool {
	for _, sep := range w.seps[:w.groups-1] {
		if strings.IndexByte(set, sep) < 0 {
			return false
		}
	}
	return true
}

// joined returns what joins token i and the next into one number: one of
// " -./(", or 0 if nothing does.
func (s *scan) joined(i int) byte {
	if i < 0 || i+1 >= len(s.tokens) || s.tokens[i].kind != number || s.tokens[i+1].kind != number {
		return 0
	}
	gap := s.between(i)
	if len(gap) == 0 || len(gap) > 3 {
		return 0
	}
	sep := byte(' ')
	for k := range len(gap) {
		switch c := gap[k]; c {
		case ' ':
		case '-', '.', '/':
			if sep != ' ' && sep != '(' {
				return 0
			}
			sep = c
		case '(', ')':
			sep = '('
		default:
			return 0
		}
	}
	if gap == ". " || gap == " - " {
		return 0 // the end of a sentence, a dash between two numbers
	}
	return sep
}

// windows calls try with every window whose digits number between min and max,
// longest first at each start, and claims what try names a kind for.
func (s *scan) windows(min, max int, try func(*window) Kind) {
	w := window{scan: s}
	for i := 0; i < len(s.tokens); i++ {
		if s.tokens[i].kind == number && w.fill(i, max) >= min && w.try(min, try) {
			i = w.last
		}
	}
}

// fill makes the window the longest one that begins at token i and returns the
// number of its digits.
func (w *window) fill(i, max int) int {
	w.first, w.n, w.groups = i, 0, 0
	for k := i; w.add(k, max); k++ {
		sep := w.joined(k)
		if sep == 0 {
			break
		}
		w.seps[w.groups-1] = sep
	}
	return w.n
}

// try shortens the window until it is claimed.
func (w *window) try(min int, try func(*window) Kind) bool {
	for ; w.groups > 0 && w.n >= min; w.shrink() {
		w.last = w.first + w.groups - 1
		if !w.free(w.start(), w.end()) {
			continue
		}
		if kind := try(w); kind != "" && w.claim(kind, w.start(), w.end()) {
			return true
		}
	}
	return false
}

// add appends the digits of token k unless the window would be too long.
func (w *window) add(k, max int) bool {
	t := w.tokens[k]
	size := t.end - t.start
	if w.n+size > max || w.groups == maxGroups {
		return false
	}
	w.n += copy(w.buf[w.n:], w.s[t.start:t.end])
	w.sizes[w.groups] = size
	w.groups++
	return true
}

func (w *window) shrink() {
	w.groups--
	w.n -= w.sizes[w.groups]
}

// apart reports whether the window stands by itself: no letter touches it,
// except a word with one of the allowed cues, and no fraction, path or sum goes
// on from it.
func (w *window) apart(allowed cue) bool {
	if w.letterBefore(w.start()) && (w.first == 0 || w.tokens[w.first-1].cue&allowed == 0) {
		return false
	}
	if w.letterAfter(w.end()) && (w.last+1 == len(w.tokens) || w.tokens[w.last+1].cue&allowed == 0) {
		return false
	}
	return !w.goesOn(w.start()-1, -1) && !w.goesOn(w.end(), +1)
}

// longRun is the number of digits from which a number beside a comma, a point
// or a slash is one of a list and no fraction.
const longRun = 6

// goesOn reports whether the byte at i joins the window to more digits in the
// direction of step.
func (w *window) goesOn(i, step int) bool {
	if i < 0 || i >= len(w.s) {
		return false
	}
	k := i + step
	switch w.s[i] {
	case '+', '#':
		return step > 0 && w.digitAfter(k)
	case '_', '=', '*':
		return step > 0 && w.digitAfter(k) || step < 0 && w.s[i] != '=' && w.digitBefore(i)
	case '.', ',', '/':
		run := 0
		for k >= 0 && k < len(w.s) && isDigit(w.s[k]) {
			k, run = k+step, run+1
		}
		return 0 < run && run < longRun && !(w.groups == 1 && w.n >= 13 && w.s[i] == ',') && !(w.s[i] == '/' && run == 3)
	}
	return false
}

// alone reports whether no further digits are joined to the window on either
// side; a slash divides two numbers.
func (w *window) alone() bool {
	before, after := w.joined(w.first-1), w.joined(w.last)
	return (before == 0 || before == '/') && (after == 0 || after == '/')
}

// cuesBefore returns the cues of the n words before the window.
func (w *window) cuesBefore(n int) cue { return w.before(w.first, n) }

// amount reports whether the window is an amount of something: a unit or a
// currency stands beside it.
func (w *window) amount() bool {
	if w.after(w.last, 1)&cueUnit != 0 && strings.Trim(w.between(w.last), " -") == "" {
		return true
	}
	rest := strings.TrimLeft(w.s[w.end():], " ")
	for _, sign := range [...]string{"$", "€", "£", "%", "¥", "°", ",-", ",00"} {
		if strings.HasPrefix(rest, sign) {
			return true
		}
	}
	lead := strings.TrimRight(w.s[:w.start()], " ")
	return strings.HasSuffix(lead, "$") || strings.HasSuffix(lead, "€") || strings.HasSuffix(lead, "£")
}
