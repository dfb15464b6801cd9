// Command lambda sends the weekly digest on AWS, when its schedule says so.
package main

import (
	"context"

	api "github.com/aws/aws-sdk-go-v2/service/sns"

	"paradox/functions/digest"
	"paradox/infra/cloud"
	"paradox/infra/config"
	"paradox/infra/figures"
	"paradox/infra/mail/sns"
	"paradox/infra/register"
)

func main() { cloud.Main(build) }

func build(_ context.Context, f *cloud.Function) (any, error) {
	s := f.Counters()
	sender, err := sns.New(api.NewFromConfig(f.AWS), f.Env.Need(config.DigestTopic))
	f.Fail(err)
	d := &digest.Digest{Sender: sender, Site: f.Env.Origin(config.Site), Log: f.Log, Figures: &figures.Reader{
		Counters: s, Control: s, Zone: f.Env.Location(config.Zone), Now: f.Now, Unfiltered: []string{register.Form.Name},
	}}
	return d.Handle, f.Err()
}
