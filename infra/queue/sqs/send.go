package sqs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"paradox/infra/queue"
)

// Send hands the messages over, up to ten and 1 MiB a call, in order. On error those
// of the earlier calls are sent, the later are not, and those of the call that
// failed may be.
func (q *Queue) Send(ctx context.Context, ms ...queue.Message) error {
	entries := make([]types.SendMessageBatchRequestEntry, len(ms))
	for i, m := range ms {
		if len(m.Body) > queue.MaxBody {
			return fmt.Errorf("sending message %d of %d: %w: %d bytes, at most %d", i+1, len(ms), queue.ErrTooLarge, len(m.Body), queue.MaxBody)
		}
		body := Encode(m.Body)
		entries[i] = types.SendMessageBatchRequestEntry{Id: id(i), MessageBody: &body, MessageGroupId: groupID(m.Group)}
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	for _, batch := range batches(entries) {
		refused, err := q.insist(ctx, batch, func(ctx context.Context, is []int) (answer, error) {
			return q.sendBatch(ctx, entries, is)
		})
		for _, i := range batch {
			if code, is := refused[i]; is {
				return fmt.Errorf("sending message %d of %d: %w", i+1, len(ms), refusal(code))
			}
		}
		if err != nil {
			return fmt.Errorf("sending messages %d to %d of %d: %w", batch[0]+1, batch[len(batch)-1]+1, len(ms), err)
		}
	}
	return nil
}

// sendBatch makes one call for the entries of these numbers.
func (q *Queue) sendBatch(ctx context.Context, entries []types.SendMessageBatchRequestEntry, is []int) (answer, error) {
	in := &api.SendMessageBatchInput{QueueUrl: &q.o.Queue}
	for _, i := range is {
		in.Entries = append(in.Entries, entries[i])
	}
	out, err := q.o.Client.SendMessageBatch(ctx, in, once)
	if err != nil {
		return answer{}, err
	}
	a := answer{failed: out.Failed}
	for _, s := range out.Successful {
		a.done = append(a.done, s.Id)
	}
	return a, nil
}

// batches divides the entries, by number, into what one call may carry.
func batches(entries []types.SendMessageBatchRequestEntry) [][]int {
	var all [][]int
	size := 0
	for i, e := range entries {
		size += len(*e.MessageBody)
		if last := len(all) - 1; last < 0 || len(all[last]) == maxEntries || size > maxBatch {
			all, size = append(all, nil), len(*e.MessageBody)
		}
		all[len(all)-1] = append(all[len(all)-1], i)
	}
	return all
}

// groupID is the group as SQS takes it: up to 128 letters, digits and punctuation of
// ASCII. Another name's place is taken by its hash, "sha256-" and 64 hex digits.
func groupID(group string) *string {
	if group == "" {
		return nil
	}
	foreign := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(group) > 128 || strings.ContainsFunc(group, foreign) {
		sum := sha256.Sum256([]byte(group))
		group = "sha256-" + hex.EncodeToString(sum[:])
	}
	return &group
}
