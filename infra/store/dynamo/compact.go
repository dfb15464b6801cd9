package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

const (
	// maxFold is how many rows one transaction moves; the week and the epoch come on
	// top of them.
	maxFold = maxActions - 5

	// maxWeek is the largest content of a week, in bytes; DynamoDB takes 400 KB for
	// all of a row. What would not fit stays as rows of its own.
	maxWeek = 350 << 10

	foldTries = 5 // at one week, before it waits for the next compaction
)

// Compact moves the rows of each campaign's whole weeks (Monday to Sunday) that end
// before a day into one row per week, and returns how many it moved. Rows that have
// come to zero go. What arrives late for such a week, or is erased from it, makes new
// rows beside it, which the next call moves too.
//
// It may run beside readers, writers and itself. A week whose rows keep changing
// meanwhile is left to the next call, and so is, for good, what makes it too large.
func (s *Store) Compact(ctx context.Context, generation string, before store.Day) (int, error) {
	if _, err := store.ParseDay(string(before)); err != nil {
		return 0, fmt.Errorf("compacting counter rows: %w: before: %w", store.ErrInvalid, err)
	}
	c := compaction{store: s, generation: generation}
	err := c.run(ctx, before)
	if err != nil {
		err = fmt.Errorf("compacting counter rows of %s: %w", generation, err)
	}
	return c.moved, err
}

// compaction is one under way.
type compaction struct {
	store      *Store
	generation string
	epoch      epoch // as the last fold left it, or as it was read before the rows were
	moved      int
}

func (c *compaction) run(ctx context.Context, before store.Day) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	old, err := c.rows(ctx, store.Query{Generation: c.generation}, before)
	if err != nil {
		return err
	}
	for _, w := range slices.SortedFunc(maps.Keys(old), compareWeeks) {
		if err := c.fold(ctx, w, old[w]); err != nil {
			return fmt.Errorf("week %s of %s: %w", w.monday, w.campaign, err)
		}
	}
	if c.epoch.settled == c.epoch.number {
		return nil
	}
	return c.store.settled(ctx, c.generation, c.epoch)
}

func compareWeeks(a, b week) int {
	return cmp.Or(cmp.Compare(a.campaign, b.campaign), cmp.Compare(a.monday, b.monday))
}

// begin reads the epoch; the rows that are then read are pinned to it.
func (c *compaction) begin(ctx context.Context) (err error) {
	for range readTries {
		if c.epoch, err = c.store.settle(ctx, c.generation); !errors.Is(err, errFolding) {
			return err
		}
		if err := c.store.wait(ctx, rand.N(readWait)); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: %w", store.ErrConflict, err)
}

// rows reads the rows of weeks that end before a day.
func (c *compaction) rows(ctx context.Context, q store.Query, before store.Day) (map[week][]liveRow, error) {
	found := map[week][]liveRow{}
	for _, scope := range c.store.scopes(c.generation) {
		rows, err := c.store.liveRows(ctx, scope, q)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			w := week{c.generation, r.Key.Campaign, r.Key.Day.Monday()}
			if w.monday.Add(7) <= before {
				found[w] = append(found[w], r)
			}
		}
	}
	return found, nil
}

// fold moves the rows of a week. After a refusal it looks at the week again.
func (c *compaction) fold(ctx context.Context, w week, rows []liveRow) error {
	for range foldTries {
		done, err := c.foldRead(ctx, w, rows)
		if done || err != nil {
			return err
		}
		if err := c.store.wait(ctx, rand.N(readWait)); err != nil {
			return err
		}
		if err := c.begin(ctx); err != nil {
			return err
		}
		q := store.Query{Generation: w.generation, Campaign: w.campaign, From: w.monday, To: w.monday.Add(6)}
		again, err := c.rows(ctx, q, w.monday.Add(7))
		if err != nil {
			return err
		}
		rows = again[w]
	}
	return nil
}

// foldRead moves rows as they were read, and reports whether there is nothing more to
// do: all were moved, or the week is full.
func (c *compaction) foldRead(ctx context.Context, w week, rows []liveRow) (bool, error) {
	if len(rows) == 0 {
		return true, nil
	}
	held, there, err := c.content(ctx, w)
	if err != nil {
		return false, err
	}
	for part := range slices.Chunk(rows, maxFold) {
		for _, r := range part {
			held.add(r.Row)
		}
		acts, fits, err := c.actions(w, held.rows(), there, part)
		if err != nil || !fits {
			return true, err
		}
		if done, err := c.commit(ctx, acts); !done || err != nil {
			return false, err
		}
		there = len(held.rows()) > 0
		c.moved += len(part)
	}
	return true, nil
}

// content is what a week holds, and whether it has a row.
func (c *compaction) content(ctx context.Context, w week) (sums, bool, error) {
	item, err := c.store.get(ctx, weekKey(w))
	if err != nil || len(item) == 0 {
		return sums{}, false, err
	}
	p, err := decodePacked(w.generation, item)
	if err != nil {
		return nil, false, err
	}
	rows, err := p.decode(p.content)
	if err != nil {
		return nil, false, err
	}
	held := sums{}
	for _, r := range rows {
		held.add(r)
	}
	return held, true, nil
}

// actions are a fold: the week as it is to be, the rows that go into it, each at the
// rev that was read, and the epoch. It reports whether the week is not too large.
func (c *compaction) actions(w week, content []store.Row, there bool, part []liveRow) ([]types.TransactWriteItem, bool, error) {
	table := aws.String(c.store.counters)
	var acts []types.TransactWriteItem
	switch {
	case len(content) > 0:
		b, err := w.encode(content)
		if err != nil || len(b) > maxWeek {
			return nil, false, err
		}
		item := weekKey(w)
		item[attrContent] = &types.AttributeValueMemberB{Value: b}
		acts = append(acts, types.TransactWriteItem{Put: &types.Put{TableName: table, Item: item}})
	case there:
		acts = append(acts, types.TransactWriteItem{Delete: &types.Delete{TableName: table, Key: weekKey(w)}})
	}
	for _, r := range part {
		acts = append(acts, types.TransactWriteItem{Delete: &types.Delete{
			TableName: table, Key: controlKey(r.scope, counterCell(r.Key)),
			ConditionExpression: aws.String("#rev = :rev"), ExpressionAttributeNames: names(attrRev),
			ExpressionAttributeValues: attributes{":rev": number(r.rev)},
		}})
	}
	return append(acts, c.store.nextEpoch(c.epoch, w, part)), true, nil
}

// commit does a fold and reports whether it was done; if not, nothing of it was.
func (c *compaction) commit(ctx context.Context, acts []types.TransactWriteItem) (done bool, err error) {
	ctx, e := c.store.begin(ctx, "TransactWriteItems")
	defer func() { e.end(err) }()
	reasons, err := e.commit(ctx, acts)
	if err != nil {
		return false, err
	}
	for _, r := range reasons {
		if code := aws.ToString(r.Code); !blameless(r) && code != reasonCondition && code != reasonConflict {
			return false, &refusal{e.call.Operation, code, e.last}
		}
	}
	if reasons != nil {
		return false, nil
	}
	c.epoch = epoch{number: c.epoch.number + 1, settled: c.epoch.number}
	return true, nil
}
