package redact

import "strings"

// identifiers finds the numbers that states give to people and firms as digits:
// PESEL, NIP and SSN. A cue word before one makes up for a wrong check digit:
// people mistype.
func (s *scan) identifiers() {
	s.windows(9, 11, func(w *window) Kind {
		switch w.n {
		case 11:
			return w.pesel()
		case 10:
			return w.nip()
		}
		return w.ssn()
	})
}

func (w *window) pesel() Kind {
	if !w.only(" -") {
		return ""
	}
	cued := w.cuesBefore(4)&cuePESEL != 0
	switch {
	case !w.apart(cuePESEL | cueNumber):
	case cued:
		return PESEL
	case w.groups > 1 && (!w.alone() || w.sizes[0] < 2):
	case w.groups > 1 && w.sizes[0] != 6 && !w.grouped(2, 2, 2, 5):
	case w.otherThing():
	case validPESEL(w.digits()):
		return PESEL
	}
	return ""
}

// otherThing reports whether the words before the window make it the number of
// an article or of an order.
func (w *window) otherThing() bool {
	c := w.thing(w.first, 2)
	return c&cueProduct != 0 || c&cueOrder != 0 && c&cueNumber != 0
}

// validPESEL reports whether d is a PESEL number: a date of birth with the
// century added to the month, four digits and a check digit.
func validPESEL(d string) bool {
	month, day := two(d[2:])%20, two(d[4:])
	year := century(two(d[2:])) + two(d)
	if month < 1 || month > 12 || day < 1 || day > daysIn(month, year) {
		return false
	}
	return (10-weighted(d[:10], 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)%10)%10 == int(d[10]-'0')
}

// century is the one that the month of a PESEL number tells.
func century(month int) int {
	return [...]int{1900, 2000, 2100, 2200, 1800}[month/20]
}

func (w *window) nip() Kind {
	cued := w.cuesBefore(3)&cueNIP != 0
	prefixed := w.start() >= 2 && foldEqual(w.s[w.start()-2:w.start()], "pl") ||
		w.start() >= 3 && foldEqual(w.s[w.start()-3:w.start()], "pl ")
	switch {
	case !w.only("- ") || !w.apart(cueNIP|cueNumber) && !prefixed || w.letterAfter(w.end()):
	case cued:
		return NIP
	case !validNIP(w.digits()):
	case prefixed, w.only("-") && (w.grouped(3, 3, 2, 2) || w.grouped(3, 2, 2, 3)):
		return NIP
	case w.alone() && (w.grouped(3, 3, 2, 2) || w.grouped(3, 2, 2, 3)):
		return NIP
	case w.groups == 1 && !w.otherThing() && !w.amount() && w.cuesBefore(5)&cuePhone == 0:
		return NIP
	}
	return ""
}

// validNIP checks a tax number: the weighted sum modulo 11 is the last digit,
// so 10 never occurs. Ten times the same digit is a filler.
func validNIP(d string) bool {
	return d[0] != '0' && strings.Count(d, d[:1]) < len(d) && weighted(d[:9], 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == int(d[9]-'0')
}

func (w *window) ssn() Kind {
	if w.n != 9 || !w.apart(cueSSN|cueNumber) || !w.only("- ") && !w.only(".") {
		return ""
	}
	cues := w.cuesBefore(4)
	if cues&cueSSN != 0 || w.socialSecurity() {
		return SSN
	}
	if w.grouped(3, 2, 4) && w.only("-") && w.alone() && validSSN(w.digits()) && w.thing(w.first, 2)&(cueProduct|cueOrder) == 0 {
		return SSN
	}
	return ""
}

// socialSecurity reports whether "social security" stands before the window.
func (w *window) socialSecurity() bool {
	for k := w.first - 1; k > 0 && k > w.first-7 && w.tokens[k].kind == word; k-- {
		if foldEqual(w.text(w.tokens[k]), "security") && foldEqual(w.text(w.tokens[k-1]), "social") {
			return true
		}
	}
	return false
}

// validSSN applies the rules of the Social Security Administration: area not
// 000, 666 or 900–999, group not 00, serial not 0000.
func validSSN(d string) bool {
	area := d[:3]
	return area != "000" && area != "666" && area[0] != '9' && d[3:5] != "00" && d[5:] != "0000"
}

// two is the number that the first two digits of d make.
func two(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

func daysIn(month, year int) int {
	switch {
	case month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// weighted is the sum of the values of d, letters counting from A = 10, each
// times its weight.
func weighted(d string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * value(d[i])
	}
	return sum
}

func value(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case isUpper(c):
		return int(c-'A') + 10
	}
	return int(c-'a') + 10
}

// foldEqual compares ASCII text without case.
func foldEqual(a, lower string) bool {
	if len(a) != len(lower) {
		return false
	}
	for i := range len(a) {
		if a[i] != lower[i] && !(isUpper(a[i]) && a[i]+'a'-'A' == lower[i]) {
			return false
		}
	}
	return true
}
