package intake

import "paradox/analysis/redact"

// redacted returns text with markers in place of personal data.
func redacted(text string) string {
	text, _ = redact.Redact(text)
	return text
}
