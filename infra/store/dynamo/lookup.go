package dynamo

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
)

// maxKeys is how many rows one call reads by key.
const maxKeys = 100

// fetch reads rows of the reactions table, consistently, and returns those that are
// there by keyName. A key may be named twice.
func (s *Store) fetch(ctx context.Context, keys []attributes) (map[string]attributes, error) {
	seen, distinct := map[string]bool{}, keys[:0:0]
	for _, key := range keys {
		if !seen[keyName(key)] {
			seen[keyName(key)] = true
			distinct = append(distinct, key)
		}
	}
	found := make(map[string]attributes, len(distinct))
	for page := range slices.Chunk(distinct, maxKeys) {
		if err := s.fetchPage(ctx, page, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// fetchPage reads up to maxKeys rows, again and again while some are left over.
func (s *Store) fetchPage(ctx context.Context, keys []attributes, found map[string]attributes) (err error) {
	ctx, e := s.begin(ctx, "BatchGetItem")
	defer func() { e.end(err) }()
	for stalled := 0; len(keys) > 0; {
		in := &dynamodb.BatchGetItemInput{
			RequestItems:           map[string]types.KeysAndAttributes{s.reactions: {Keys: keys, ConsistentRead: aws.Bool(true)}},
			ReturnConsumedCapacity: s.measure(),
		}
		var out *dynamodb.BatchGetItemOutput
		err := e.insist(ctx, func(ctx context.Context) (err error) {
			out, err = s.db.BatchGetItem(ctx, in, once)
			return err
		})
		if err != nil {
			return err
		}
		e.consumed(out)
		for _, item := range out.Responses[s.reactions] {
			found[keyName(item)] = item
		}
		rest := out.UnprocessedKeys[s.reactions].Keys
		if stalled++; len(rest) < len(keys) {
			stalled = 1
		}
		if keys = rest; len(keys) > 0 {
			e.call.Throttles++
			e.failed = stalled
		}
	}
	return nil
}

// lookup reads what has become of ids: of each the row that holds its reaction, or
// what is left of it, or the zero row.
func (s *Store) lookup(ctx context.Context, ids []reaction.ID) (map[reaction.ID]row, error) {
	rows := make(map[reaction.ID]row, len(ids))
	for tries := 0; len(ids) > 0; tries++ {
		if tries > 8 {
			return nil, fmt.Errorf("reaction %s: what points to it leads nowhere", ids[0])
		}
		if tries > 1 { // a transaction is becoming visible, row by row
			if err := s.wait(ctx, firstWait<<(tries-2)); err != nil {
				return nil, err
			}
		}
		var err error
		if ids, err = s.lookupOnce(ctx, ids, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// lookupOnce returns those that were moved between the two reads.
func (s *Store) lookupOnce(ctx context.Context, ids []reaction.ID, rows map[reaction.ID]row) (moved []reaction.ID, err error) {
	keys := make([]attributes, len(ids))
	for i, id := range ids {
		keys[i] = idKey(id)
	}
	found, err := s.fetch(ctx, keys)
	if err != nil {
		return nil, err
	}
	var pointers []row
	keys = keys[:0]
	for _, id := range ids {
		item := found[keyName(idKey(id))]
		if item == nil {
			rows[id] = row{}
			continue
		}
		r, err := decodeRow(item)
		if err != nil {
			return nil, err
		}
		if rows[id] = r; r.state == pointer {
			pointers = append(pointers, r)
			keys = append(keys, authoredKey(r.author, id))
		}
	}
	if found, err = s.fetch(ctx, keys); err != nil {
		return nil, err
	}
	for i, p := range pointers {
		id := p.entry.Reaction.ID
		item := found[keyName(keys[i])]
		if item == nil {
			moved = append(moved, id)
			continue
		}
		r, err := decodeRow(item)
		if err != nil {
			return nil, err
		}
		r.pointer = p.rev
		rows[id] = r
	}
	return moved, nil
}
