package redact_test

import (
	"slices"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"paradox/analysis/redact"
)

// TestExamplesOfTheLibrary holds the rules for phone numbers to the example
// numbers of a library that knows every country's plan. The library itself is
// not linked into the product: 6 MB of binary and 20 to 70 µs a number.
func TestExamplesOfTheLibrary(t *testing.T) {
	types := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.VOIP, phonenumbers.TOLL_FREE}
	regions := make([]string, 0, 250)
	for r := range phonenumbers.GetSupportedRegions() {
		regions = append(regions, r)
	}
	slices.Sort(regions)
	tried := 0
	for _, region := range regions {
		for _, typ := range types {
			n := phonenumbers.GetExampleNumberForType(region, typ)
			if n == nil || n.GetNationalNumber() == 0 {
				continue
			}
			for _, format := range []phonenumbers.PhoneNumberFormat{phonenumbers.INTERNATIONAL, phonenumbers.E164} {
				checkPhone(t, region, phonenumbers.Format(n, format), "Call me on ", ", please")
				tried++
			}
			if (region == "PL" || region == "GB" || region == "US") && (typ == phonenumbers.FIXED_LINE || typ == phonenumbers.MOBILE) {
				checkPhone(t, region, phonenumbers.Format(n, phonenumbers.NATIONAL), "I got ", " again")
				tried++
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d numbers tried", tried)
	}
}

func checkPhone(t *testing.T, region, number, before, after string) {
	t.Helper()
	if got, _ := redact.Redact(before + number + after); got != before+"[phone]"+after {
		t.Errorf("%s: Redact(%q) = %q", region, before+number+after, got)
	}
}
