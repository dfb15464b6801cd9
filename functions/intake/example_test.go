package intake_test

import (
	"fmt"
	"time"

	"paradox/functions/intake"
	"paradox/infra/pseudonym"
)

func ExamplePreparer() {
	p := intake.Preparer{
		Keys:      pseudonym.NewKeys(),
		Retention: func(string) time.Duration { return 365 * 24 * time.Hour },
		Now:       func() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) },
	}
	r, err := p.Prepare(intake.Raw{
		SenderID: "42", Source: "mastodon", Author: "@ewa", Time: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
		Text: "How did they get ewa@example.com?\x00",
	})
	fmt.Println(r.Text, len(r.ID), len(r.Author), r.Channel, err)

	_, err = p.Prepare(intake.Raw{SenderID: "43", Source: "mastodon", Text: "When was this?"})
	fmt.Println(err)
	// Output:
	// How did they get [email]? 32 32 other <nil>
	// time: required, as RFC 3339 with a time zone
}
