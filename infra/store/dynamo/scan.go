package dynamo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// Scan yields what is stored in a segment, in pages of up to a megabyte as DynamoDB
// reads them. A page may hold nothing and not be the last: what only points to a
// reaction, and what is refused of authors, is read with the rest and passed over.
func (s *Store) Scan(ctx context.Context, seg store.Segment) iter.Seq2[store.Page, error] {
	return func(yield func(store.Page, error) bool) {
		start, err := decodeAfter(seg)
		for err == nil {
			var page store.Page
			if page, start, err = s.scanPage(ctx, seg, start); err == nil {
				if !yield(page, nil) || start == nil {
					return
				}
			}
		}
		yield(store.Page{}, fmt.Errorf("reading reactions: %w", err))
	}
}

// scanPage reads a page and returns where the next begins, nil after the last.
func (s *Store) scanPage(ctx context.Context, seg store.Segment, start attributes) (store.Page, attributes, error) {
	out, err := do(ctx, s, "Scan", s.db.Scan, &dynamodb.ScanInput{
		TableName: aws.String(s.reactions), ConsistentRead: aws.Bool(true),
		Segment: aws.Int32(int32(seg.Number)), TotalSegments: aws.Int32(int32(seg.Of)),
		ExclusiveStartKey: start, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return store.Page{}, nil, err
	}
	page := store.Page{Units: units(out.ConsumedCapacity)}
	now := s.now()
	for _, item := range out.Items {
		if strings.HasPrefix(stringOf(item, attrOwner), stopped) {
			continue
		}
		r, err := decodeRow(item)
		if err != nil {
			return store.Page{}, nil, err
		}
		if r.state == pointer {
			continue
		}
		st, overdue := shown(r, now)
		page.Stored = append(page.Stored, st)
		if overdue {
			page.Overdue = append(page.Overdue, st.Reaction.ID)
		}
	}
	if len(out.LastEvaluatedKey) == 0 {
		return page, nil, nil
	}
	page.After, err = encodeAfter(out.LastEvaluatedKey)
	return page, out.LastEvaluatedKey, err
}

// shown is r as readers may see it at now, and whether it is only shown as a stub.
func shown(r row, now time.Time) (st store.Stored, overdue bool) {
	if r.state == store.Whole && !r.entry.Reaction.Expires.After(now) {
		return store.Stored{Entry: r.entry.Stub(), State: store.Stub}, true
	}
	return store.Stored{Entry: r.entry, State: r.state}, false
}

// encodeAfter writes the place of a page: its key as JSON in base64.
func encodeAfter(key attributes) (string, error) {
	b, err := json.Marshal([2]string{stringOf(key, attrOwner), stringOf(key, attrID)})
	return base64.RawURLEncoding.EncodeToString(b), err
}

// decodeAfter checks a segment and returns where to begin in it, nil for its
// beginning.
func decodeAfter(seg store.Segment) (attributes, error) {
	if seg.Of < 1 || seg.Number < 0 || seg.Number >= seg.Of {
		return nil, fmt.Errorf("%w: segment: want a number from 0 to one less than how many there are", store.ErrInvalid)
	}
	if seg.After == "" {
		return nil, nil
	}
	var key [2]string
	b, err := base64.RawURLEncoding.DecodeString(seg.After)
	if err == nil {
		err = json.Unmarshal(b, &key)
	}
	if err != nil || key[0] == "" || key[1] == "" {
		return nil, fmt.Errorf("%w: after: not the place of a page", store.ErrInvalid)
	}
	return reactionKey(key[0], key[1]), nil
}

// OfAuthor yields the author's whole reactions, and as stubs those that are overdue.
// What was erased or has expired no longer knows its author.
func (s *Store) OfAuthor(ctx context.Context, author reaction.AuthorKey) iter.Seq2[store.Stored, error] {
	return func(yield func(store.Stored, error) bool) {
		for rows, err := range s.authored(ctx, author) {
			if err != nil {
				yield(store.Stored{}, fmt.Errorf("reading an author's reactions: %w", err))
				return
			}
			now := s.now()
			for _, r := range rows {
				st, _ := shown(r, now)
				if !yield(st, nil) {
					return
				}
			}
		}
	}
}

// authored yields an author's rows in pages of up to a megabyte.
func (s *Store) authored(ctx context.Context, author reaction.AuthorKey) iter.Seq2[[]row, error] {
	return func(yield func([]row, error) bool) {
		in := &dynamodb.QueryInput{
			TableName: aws.String(s.reactions), ConsistentRead: aws.Bool(true),
			KeyConditionExpression:    aws.String("#owner = :owner"),
			ExpressionAttributeNames:  names(attrOwner),
			ExpressionAttributeValues: attributes{":owner": text(byAuthor + string(author))},
		}
		for items, err := range s.pages(ctx, in) {
			if err != nil {
				yield(nil, err)
				return
			}
			rows := make([]row, len(items))
			for i, item := range items {
				if rows[i], err = decodeRow(item); err != nil {
					yield(nil, err)
					return
				}
			}
			if !yield(rows, nil) {
				return
			}
		}
	}
}
