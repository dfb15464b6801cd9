package dynamo

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

// counterScopes is what the scopes of a generation's counter rows begin with; the
// shard follows.
func counterScopes(generation string) string { return "n" + separator + generation + separator }

// scopes are the shards that a store writes to and reads.
func (s *Store) scopes(generation string) []string {
	all := make([]string, s.shards)
	for i := range all {
		all[i] = counterScope(generation, i)
	}
	return all
}

// Rows yields the rows in the order of day, campaign, channel, language and source.
// Each is as it was between two changes that Compact made; they are not all of one
// moment, since reactions are recorded meanwhile.
//
// All that is asked for is read before the first row is yielded, at a query per shard
// and megabyte. If Compact keeps changing what is read, it fails with an error matching
// [store.ErrConflict].
func (s *Store) Rows(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		if q.From > q.To {
			return
		}
		r, err := s.read(ctx, q, s.scopes(q.Generation))
		if err != nil {
			yield(store.Row{}, fmt.Errorf("reading counter rows: %w", err))
			return
		}
		r.yield(q, yield)
	}
}

// AllRows yields every row: by generation, then as Rows does. It reads the table once
// to learn which generations and shards there are.
func (s *Store) AllRows(ctx context.Context) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		found, err := s.generations(ctx)
		if err != nil {
			yield(store.Row{}, fmt.Errorf("looking for generations: %w", err))
			return
		}
		for _, generation := range slices.Sorted(maps.Keys(found)) {
			q := store.Query{Generation: generation, To: lastKey}
			r, err := s.read(ctx, q, found[generation])
			if err != nil {
				yield(store.Row{}, fmt.Errorf("reading counter rows of %s: %w", generation, err))
				return
			}
			if !r.yield(q, yield) {
				return
			}
		}
	}
}

// generations are those that have rows, with the scopes of their shards.
func (s *Store) generations(ctx context.Context) (map[string][]string, error) {
	in := &dynamodb.ScanInput{
		TableName: &s.counters, ConsistentRead: aws.Bool(true),
		ProjectionExpression:      aws.String("#scope"),
		FilterExpression:          aws.String("begins_with(#scope, :counts) OR begins_with(#scope, :weeks)"),
		ExpressionAttributeNames:  names(attrScope),
		ExpressionAttributeValues: attributes{":counts": text("n" + separator), ":weeks": text(weekScope)},
		ReturnConsumedCapacity:    s.measure(),
	}
	found := map[string][]string{}
	for {
		out, err := do(ctx, s, "Scan", s.db.Scan, in)
		if err != nil {
			return nil, err
		}
		for _, item := range out.Items {
			scope := stringOf(item, attrScope)
			kind, generation, _ := strings.Cut(scope, separator)
			generation, _, _ = strings.Cut(generation, separator)
			if _, known := found[generation]; !known {
				found[generation] = nil
			}
			if kind == "n" && !slices.Contains(found[generation], scope) {
				found[generation] = append(found[generation], scope)
			}
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			return found, nil
		}
	}
}

// behind sorts behind all cells that begin with what stands before it and a separator.
const behind = "}"

// liveRow is a row of a shard.
type liveRow struct {
	store.Row
	scope string
	rev   int64
}

// liveRows reads those rows of a shard that q asks for; of every campaign the whole
// shard, where days are told apart by whoever sums up.
func (s *Store) liveRows(ctx context.Context, scope string, q store.Query) ([]liveRow, error) {
	from, to := firstKey, lastKey
	if q.Campaign != "" {
		from, to = q.Campaign+separator+string(q.From), q.Campaign+separator+string(q.To)+behind
	}
	var rows []liveRow
	for items, err := range s.pages(ctx, between(s.counters, attrScope, attrCell, scope, from, to)) {
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			row, err := decodeLive(q.Generation, item)
			if err != nil {
				return nil, fmt.Errorf("row %s in %s: %w", stringOf(item, attrCell), scope, err)
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func decodeLive(generation string, item attributes) (liveRow, error) {
	d, err := parseCell(stringOf(item, attrCell))
	if err != nil {
		return liveRow{}, err
	}
	row := liveRow{scope: stringOf(item, attrScope)}
	row.Key = store.RowKey{
		Generation: generation, Campaign: d.Campaign, Day: d.Day, Channel: d.Channel, Language: d.Language, Source: d.Source,
	}
	if row.rev, err = integer(item, attrRev); err != nil {
		return liveRow{}, err
	}
	for a := range store.NumAttrs {
		if _, there := item[a.String()]; !there {
			continue
		}
		if row.Counts[a], err = integer(item, a.String()); err != nil {
			return liveRow{}, err
		}
	}
	return row, nil
}

// attrContent is the attribute of a week's row that holds its counts.
const attrContent = "counts"

// weeks reads the weeks that q asks for, of every campaign all of them.
func (s *Store) weeks(ctx context.Context, q store.Query) ([]packed, error) {
	from, to := firstKey, lastKey
	if q.Campaign != "" {
		from, to = q.Campaign+separator+string(q.From.Monday()), q.Campaign+separator+string(q.To)+behind
	}
	items, err := s.cells(ctx, weekScope+q.Generation, from, to)
	if err != nil {
		return nil, err
	}
	all := make([]packed, len(items))
	for i, item := range items {
		if all[i], err = decodePacked(q.Generation, item); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func decodePacked(generation string, item attributes) (packed, error) {
	campaign, monday, found := strings.Cut(stringOf(item, attrCell), separator)
	content, ok := item[attrContent].(*types.AttributeValueMemberB)
	if !found || !ok {
		return packed{}, fmt.Errorf("week %s in %s: %w", stringOf(item, attrCell), generation, errDamaged)
	}
	return packed{week{generation, campaign, store.Day(monday)}, content.Value}, nil
}
