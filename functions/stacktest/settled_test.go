package stacktest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"paradox/infra/enginetest"
	"paradox/infra/lambdalocal/eventsource"
	"paradox/infra/localengine"
	"paradox/infra/pseudonym"
	"paradox/infra/queue"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// queues is a client of the engine's, past the functions' faults.
func (r *rig) queues(t *testing.T) *api.Client {
	t.Helper()
	return api.NewFromConfig(localengine.Config(enginetest.MiniStack(t)))
}

// again lets what a killed function held come again at once. It is the one thing in
// which the stack differs from the template's: 190 s, the queue's visibility timeout,
// or the 3 minutes for which classify holds what it puts aside, are not waited for.
func again(engine, address string) func(eventsource.Batch) {
	client := api.NewFromConfig(localengine.Config(engine))
	return func(b eventsource.Batch) {
		for i := range b.Receipts {
			// What is removed or put aside already is refused.
			_, _ = client.ChangeMessageVisibility(context.Background(), &api.ChangeMessageVisibilityInput{QueueUrl: &address, ReceiptHandle: &b.Receipts[i]})
		}
	}
}

// put sends a body straight to the reactions' queue and returns the message's id.
func (r *rig) put(t *testing.T, body string) string {
	t.Helper()
	address := r.Provided["ReactionsQueue"].Ref
	out, err := r.queues(t).SendMessage(t.Context(), &api.SendMessageInput{QueueUrl: &address, MessageBody: &body})
	if err != nil {
		t.Fatal(err)
	}
	return *out.MessageId
}

// depth is how many messages a queue of the template holds, those handed out included.
func (r *rig) depth(t *testing.T, name string) (n int) {
	t.Helper()
	address := r.Provided[name].Ref
	out, err := r.queues(t).GetQueueAttributes(t.Context(), &api.GetQueueAttributesInput{
		QueueUrl: &address, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages,
		types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	} {
		some, err := strconv.Atoi(out.Attributes[string(kind)])
		if err != nil {
			t.Fatalf("%s of %s: %q", kind, name, out.Attributes[string(kind)])
		}
		n += some
	}
	return n
}

// keys are the deployment's, as the functions derive them.
func (r *rig) keys(t *testing.T) pseudonym.Keys {
	t.Helper()
	id := r.Provided["Secret"].Ref
	out, err := secretsmanager.NewFromConfig(localengine.Config(enginetest.MiniStack(t))).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &id})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := pseudonym.DeriveKeys([]byte(*out.SecretString))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// ids are those that receipts stand for.
func ids(t *testing.T, keys pseudonym.Keys, receipts []string) (all []reaction.ID) {
	t.Helper()
	for _, receipt := range receipts {
		id, err := keys.Redeem(receipt)
		if err != nil {
			t.Fatalf("receipt %q: %v", receipt, err)
		}
		all = append(all, id)
	}
	return all
}

// drained waits until so many are counted and the queue holds nothing.
func (r *rig) drained(t *testing.T, want int) {
	t.Helper()
	r.until(t, fmt.Sprintf("%d are counted and the queue is empty", want), func() bool {
		return r.counted(t) >= int64(want) && r.depth(t, "ReactionsQueue") == 0
	})
}

// settled holds the whole stack against what it must have come to: those ids are
// stored, each once, and nothing else; the counters say the same; aside, by message id,
// is all that the quarantine holds, and no queue holds anything else.
func (r *rig) settled(t *testing.T, want []reaction.ID, aside map[string]queue.Reason) {
	t.Helper()
	var got []reaction.ID
	for st, err := range store.All(t.Context(), r.store) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, st.Reaction.ID)
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), got); diff != "" {
		t.Errorf("stored reactions (-want +got):\n%s", diff)
	}
	if n := r.counted(t); n != int64(len(want)) {
		t.Errorf("%d are counted, want %d", n, len(want))
	}
	r.verify(t)
	held := map[string]queue.Reason{}
	for q, err := range r.queue.Quarantined(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		held[q.ID] = q.Reason
	}
	if diff := cmp.Diff(aside, held); diff != "" && len(aside)+len(held) > 0 {
		t.Errorf("quarantine (-want +got):\n%s", diff)
	}
	for _, name := range []string{"ReactionsQueue", "DeadLetterQueue", "ScheduleDeadLetterQueue"} {
		if n := r.depth(t, name); n != 0 {
			t.Errorf("%s holds %d messages", name, n)
		}
	}
}

// from is a client with an address of its own: one address may send sixty feedbacks in
// ten minutes. Numbers are 0 to 65,023.
func from(t *testing.T, number int) *http.Transport {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(number/254), byte(1+number%254))}}
	via := &http.Transport{DialContext: d.DialContext}
	t.Cleanup(via.CloseIdleConnections)
	return via
}

// program sends feedback as one does that wants it counted once: with a key, again
// until it is accepted.
type program struct {
	rig  *rig
	keys pseudonym.Keys
}

// maxTries is how often a program sends before it says that it is not heard.
const maxTries = 60

// insist sends a feedback until it is accepted, and returns the receipt and how often
// which status was answered before it.
func (p program) insist(ctx context.Context, via *http.Transport, key, text string) (receipt string, before map[int]int, err error) {
	body, err := json.Marshal(map[string]string{"text": text, "channel": "email", "campaign": "autumn"})
	if err != nil {
		return "", nil, err
	}
	before = map[int]int{}
	for range maxTries {
		a, err := exchange(ctx, via, "POST", p.rig.URL+"/v1/feedback", string(body), "Content-Type", "application/json", "Idempotency-Key", key)
		if err != nil {
			return "", before, err
		}
		switch a.status {
		case http.StatusAccepted:
			var accepted struct{ Receipt string }
			if err := json.Unmarshal([]byte(a.body), &accepted); err != nil || accepted.Receipt == "" {
				return "", before, fmt.Errorf("feedback: %d %s", a.status, a.body)
			}
			return accepted.Receipt, before, nil
		case http.StatusConflict:
			if err := p.later(ctx, key); err != nil {
				return "", before, err
			}
		case http.StatusInternalServerError, http.StatusServiceUnavailable:
		default:
			return "", before, fmt.Errorf("feedback: %d %s, want it accepted or to be sent again", a.status, a.body)
		}
		before[a.status]++
	}
	return "", before, fmt.Errorf("feedback was not accepted in %d tries: %v", maxTries, before)
}

// later lets the 30 seconds be over for which a request that was cut off keeps its key.
func (p program) later(ctx context.Context, key string) error {
	now := time.Now()
	standing, fresh, err := p.rig.store.Claim(ctx, store.Claim{
		Key: p.keys.RequestMAC("public", "POST /v1/feedback", key), Pending: now, Expires: now.Add(time.Hour),
	}, now)
	switch {
	case err != nil:
		return fmt.Errorf("the claim of a request under way: %w", err)
	case fresh:
		return errors.New("a request is said to be under way that has no claim")
	case standing.Pending.IsZero():
		return nil
	}
	standing.Pending = now
	return p.rig.store.Settle(ctx, standing)
}

// exchange is send for those that are not the test's own goroutine.
func exchange(ctx context.Context, via *http.Transport, method, address, body string, kv ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	for i := 0; i < len(kv); i += 2 {
		req.Header.Set(kv[i], kv[i+1])
	}
	res, err := via.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(b)}, err
}

// tally counts by name, from any goroutine.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *tally) add(name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[name] += n
}

func (c *tally) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := ""
	for _, name := range slices.Sorted(maps.Keys(c.n)) {
		s += fmt.Sprintf("%s %d; ", name, c.n[name])
	}
	return s
}
