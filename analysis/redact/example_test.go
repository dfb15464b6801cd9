package redact_test

import (
	"fmt"

	"paradox/analysis/redact"
)

func ExampleRedact() {
	text, markers := redact.Redact("Zamówienie nr 123456/2024: dzwońcie pod 600 700 800 albo piszcie na jan (at) firma.pl")
	fmt.Println(text)
	for _, m := range markers {
		fmt.Println(m.Kind, text[m.Start:m.End])
	}
	// Output:
	// Zamówienie nr [order]: dzwońcie pod [phone] albo piszcie na [email]
	// order [order]
	// phone [phone]
	// email [email]
}
