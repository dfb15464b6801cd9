package intake

// Refusal says why a message was not taken. It never quotes the message.
type Refusal struct {
	Field  string // the sender's field: id, time, source, channel, author or text
	Code   Code   // stable, for programs
	Reason string // for people, in English
}

// Error returns the field and the reason.
func (r *Refusal) Error() string { return r.Field + ": " + r.Reason }

// Code is the stable name of a reason to refuse a message.
type Code string

// The codes.
const (
	TextTooLong    Code = "text_too_long"
	TextEmpty      Code = "text_empty"
	TextNotUTF8    Code = "text_not_utf8"
	TimeMissing    Code = "time_missing"
	TimeInvalid    Code = "time_invalid" // given, and not a time
	TimeAhead      Code = "time_ahead"
	Expired        Code = "expired"
	ChannelUnknown Code = "channel_unknown"
	SourceUnknown  Code = "source_unknown"
	IDMissing      Code = "id_missing"
	NameTooLong    Code = "name_too_long"
	NameNotUTF8    Code = "name_not_utf8"
)

var reasons = map[Code]string{
	TextTooLong:    "longer than 16 KiB",
	TextEmpty:      "nothing to read in it",
	TextNotUTF8:    "not valid UTF-8",
	TimeMissing:    "required, as RFC 3339 with a time zone",
	TimeInvalid:    "not RFC 3339 with a time zone, such as 2026-11-25T14:30:00+01:00",
	TimeAhead:      "more than 24 hours ahead",
	Expired:        "past the retention of its source",
	ChannelUnknown: "not one of email, recommendation, ad, push_sms, call, loyalty, other",
	SourceUnknown:  "not a registered source",
	IDMissing:      "required: without it a repeated message would be counted twice",
	NameTooLong:    "longer than 1 KiB",
	NameNotUTF8:    "not valid UTF-8",
}

func refuse(field string, code Code) *Refusal {
	return &Refusal{Field: field, Code: code, Reason: reasons[code]}
}
