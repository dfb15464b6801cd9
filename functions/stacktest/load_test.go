package stacktest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"paradox/infra/store"
)

// What the stack is to bear, and how long people wait for the answer at most.
const (
	perSecond = 50
	lasting   = 60 * time.Second
	allIn     = 10 * time.Second // from the last answer until all is counted
	waiting   = 300 * time.Millisecond
	addresses = 200                    // of senders: one may send sixty in ten minutes
	patience  = 500 * time.Millisecond // until who was turned away tries again
)

// strict is the variable that has TestLoad hold the times too. Without it they are only
// written down: machines that test are busy with other things.
const strict = "PARADOX_LOAD_STRICT"

// Fifty people a second open the form and send it, whether the stack keeps up or not:
// what it accepts is counted once, and all of it soon after the last.
func TestLoad(t *testing.T) {
	d := lasting
	if testing.Short() {
		d = 5 * time.Second
	}
	r := newRig(t)
	if err := r.store.PutCampaign(t.Context(), store.Campaign{Name: "autumn", Title: "Autumn", Start: "2026-01-01"}); err != nil {
		t.Fatal(err)
	}
	vias := make([]*http.Transport, addresses)
	for n := range vias {
		vias[n] = from(t, n)
	}
	sent := people(t.Context(), r.URL, vias, int(d.Seconds()*perSecond))
	end := time.Now()

	var receipts []string
	var took []time.Duration
	var errs tally
	for _, s := range sent {
		if s.err != nil {
			errs.add(s.err.Error(), 1)
			continue
		}
		receipts, took = append(receipts, s.receipt), append(took, s.took)
	}
	if len(receipts) < len(sent) {
		t.Errorf("%d of %d forms are accepted: %s", len(receipts), len(sent), errs.String())
	}
	r.drained(t, len(receipts))
	in := time.Since(end)
	r.settled(t, ids(t, r.keys(t), receipts), nil)

	slices.Sort(took)
	at := func(share float64) time.Duration {
		return took[int(share*float64(len(took)-1))].Round(time.Millisecond / 10)
	}
	t.Logf("%d forms in %v on %d processors, %d accepted; the accepting answer p50 %v, p95 %v, p99 %v, at most %v; all counted %v after the last; not accepted: %s; sent again for: %s",
		len(sent), d, runtime.NumCPU(), len(receipts), at(.5), at(.95), at(.99), at(1), in.Round(10*time.Millisecond), errs.String(), refused.String())
	if os.Getenv(strict) != "" && (at(.99) > waiting || in > allIn) {
		t.Errorf("p99 %v, all counted after %v; want at most %v and %v", at(.99), in, waiting, allIn)
	}
}

// submission is what became of one person's form.
type submission struct {
	receipt string
	took    time.Duration // from when the form was sent to the answer
	err     error
}

// people open the form and send it, one after the other begins at its moment, however
// long the others take.
func people(ctx context.Context, address string, vias []*http.Transport, n int) []submission {
	sent := make([]submission, n)
	ticks := time.NewTicker(time.Second / perSecond)
	defer ticks.Stop()
	var wg sync.WaitGroup
	begin := time.Now()
	for i := range sent {
		for time.Since(begin) < time.Duration(i)*time.Second/perSecond { // a late tick is made good
			<-ticks.C
		}
		wg.Go(func() { sent[i] = person(ctx, vias[i%len(vias)], address, i) })
	}
	wg.Wait()
	return sent
}

// again503 sends a request, and a few times more where the API says that it has no
// place for it: on a machine that is busy with other things, more invocations are under
// way for a moment than it lets through. took is how long the last answer took.
func again503(ctx context.Context, via *http.Transport, method, address, body string, kv ...string) (a answer, took time.Duration, err error) {
	for range 5 {
		begin := time.Now()
		a, err = exchange(ctx, via, method, address, body, kv...)
		if took = time.Since(begin); err != nil || a.status != http.StatusServiceUnavailable {
			break
		}
		refused.add("503 to "+method, 1)
		select {
		case <-time.After(patience):
		case <-ctx.Done():
		}
	}
	return a, took, err
}

// refused is how often the API had no place.
var refused tally

var receiptShown = regexp.MustCompile(`id="receipt"[^>]*>([^<]+)<`)

// person opens the form and sends it, with all that the page has put in it.
func person(ctx context.Context, via *http.Transport, address string, i int) (s submission) {
	page, _, err := again503(ctx, via, "GET", address+"/form/autumn", "", "Accept", "text/html")
	if err != nil {
		return submission{err: err}
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.body))
	if err != nil || page.status != http.StatusOK {
		return submission{err: fmt.Errorf("form page: %d, %v", page.status, err)}
	}
	form := url.Values{"text": {fmt.Sprintf("Offer %d fits me, but it is creepy how closely you track me.", i)}, "channel": {"email"}}
	doc.Find("form input").Each(func(_ int, in *goquery.Selection) {
		form.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	a, took, err := again503(ctx, via, "POST", address+"/v1/feedback", form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html", "Sec-Fetch-Site", "same-origin")
	s.took = took
	receipt := receiptShown.FindStringSubmatch(a.body)
	switch {
	case err != nil:
		s.err = err
	case a.status != http.StatusAccepted:
		s.err = fmt.Errorf("form: %d", a.status)
	case receipt == nil:
		s.err = errors.New("form: accepted without a receipt")
	default:
		s.receipt = receipt[1]
	}
	return s
}
