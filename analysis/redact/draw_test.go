package redact_test

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// The draw functions make numbers by the published rules, independently of the
// code under test.

func weigh(digits string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return sum
}

func digits(t *rapid.T, n int, label string) string {
	return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), n, n, -1).Draw(t, label)
}

func drawPESEL(t *rapid.T) string {
	offset := rapid.SampledFrom([]int{80, 0, 20, 40, 60}).Draw(t, "century")
	d := fmt.Sprintf("%02d%02d%02d%s", rapid.IntRange(0, 99).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month")+offset,
		rapid.IntRange(1, 28).Draw(t, "day"), digits(t, 4, "serial"))
	return d + strconv.Itoa((10-weigh(d, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)%10)%10)
}

func drawNIP(t *rapid.T) string {
	d := rapid.Custom(func(t *rapid.T) string {
		return strconv.Itoa(rapid.IntRange(1, 9).Draw(t, "first")) + digits(t, 8, "rest")
	}).Filter(func(d string) bool { return nipCheck(d) < 10 }).Draw(t, "nip")
	d += strconv.Itoa(nipCheck(d))
	return d[:3] + "-" + d[3:6] + "-" + d[6:8] + "-" + d[8:]
}

func nipCheck(d string) int { return weigh(d, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 }

func drawCard(t *rapid.T) string {
	prefix := rapid.SampledFrom([]string{"4", "51", "55", "2221", "2720", "34", "37", "6011", "65", "3528", "62"}).Draw(t, "issuer")
	length := 16
	if prefix == "34" || prefix == "37" {
		length = 15
	}
	d := prefix + digits(t, length-1-len(prefix), "account")
	for c := range 10 {
		if full := d + strconv.Itoa(c); luhnSum(full)%10 == 0 {
			return full
		}
	}
	panic("one of ten digits is right")
}

func luhnSum(d string) int {
	sum := 0
	for i := range len(d) {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			v *= 2
			v = v/10 + v%10
		}
		sum += v
	}
	return sum
}

func drawIBAN(t *rapid.T) string {
	account := digits(t, 24, "account")
	n, _ := new(big.Int).SetString(account+"252100", 10) // PL00
	check := 98 - new(big.Int).Mod(n, big.NewInt(97)).Int64()
	d := fmt.Sprintf("%02d%s", check, account)
	if rapid.Bool().Draw(t, "bare") {
		return d
	}
	var groups []string
	for d = "PL" + d; len(d) > 4; d = d[4:] {
		groups = append(groups, d[:4])
	}
	return strings.Join(append(groups, d), " ")
}

func drawPhone(t *rapid.T) string {
	d := rapid.SampledFrom([]string{"50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"}).Draw(t, "prefix") + digits(t, 7, "subscriber")
	if strings.HasSuffix(d, "000000") {
		d = d[:8] + "1"
	}
	sep := rapid.SampledFrom([]string{" ", "-", "", "\u00a0", "\u2011"}).Draw(t, "separator")
	country := rapid.SampledFrom([]string{"", "+48 ", "+48", "0048 "}).Draw(t, "country")
	return country + d[:3] + sep + d[3:6] + sep + d[6:]
}
