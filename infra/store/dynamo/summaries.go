package dynamo

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/infra/store"
)

// The summaries of a week are one text, JSON deflated, in as many rows as it needs:
// one, as a rule. They are written in one transaction, each with its rev and how many
// there are. A query may still find some rows written and others not; they then do not
// fit together, and the reader looks again.
const (
	summaryScope = "s" + separator // generation follows; cells are monday|part

	summaryVersion = 1
	maxPart        = 350 << 10 // bytes of content in a row

	// maxParts is how many rows a week takes. A transaction takes 4 MB; it is not said
	// whether as sent, where three bytes are four letters.
	maxParts = 8

	attrOf = "of" // how many rows there are of this rev
)

// errTorn is why a reader of summaries looks again.
var errTorn = errors.New("a week's summaries were being replaced")

// PutSummaries stores ss in place of all summaries of that generation and week, in
// one transaction. Of two for one slice the later counts. What deflates to more than
// 2.8 MB is refused with an error matching [store.ErrInvalid].
func (s *Store) PutSummaries(ctx context.Context, generation string, week store.Day, ss []store.Summary) error {
	if _, err := store.ParseDay(string(week)); err != nil {
		return fmt.Errorf("storing summaries: %w: week: %w", store.ErrInvalid, err)
	}
	content, err := packSummaries(ss)
	if err == nil {
		err = s.replaceSummaries(ctx, generation, week, content)
	}
	if err != nil {
		return fmt.Errorf("storing the summaries of %s: %w", week, err)
	}
	return nil
}

func packSummaries(ss []store.Summary) ([]byte, error) {
	var last []store.Summary
	for i, one := range ss {
		if !slices.ContainsFunc(ss[i+1:], func(later store.Summary) bool { return later.Slice == one.Slice }) {
			last = append(last, one)
		}
	}
	slices.SortFunc(last, bySlice)
	var b bytes.Buffer
	b.WriteByte(summaryVersion)
	z, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		return nil, fmt.Errorf("deflating them: %w", err)
	}
	if err := errors.Join(json.NewEncoder(z).Encode(last), z.Close()); err != nil {
		return nil, fmt.Errorf("encoding them: %w", err)
	}
	if b.Len() > maxParts*maxPart {
		return nil, fmt.Errorf("%w: summaries: %d bytes when deflated, want at most %d", store.ErrInvalid, b.Len(), maxParts*maxPart)
	}
	return b.Bytes(), nil
}

func bySlice(a, b store.Summary) int {
	x, y := a.Slice, b.Slice
	return cmp.Or(cmp.Compare(x.Campaign, y.Campaign), cmp.Compare(x.Channel, y.Channel),
		cmp.Compare(x.Language, y.Language), cmp.Compare(x.Source, y.Source))
}

// replaceSummaries writes content over what is there, pinned to the rev of the first
// part. Whoever is overtaken looks again and comes last.
func (s *Store) replaceSummaries(ctx context.Context, generation string, week store.Day, content []byte) error {
	ctx, e := s.begin(ctx, "TransactWriteItems")
	var err error
	defer func() { e.end(err) }()
	for {
		var acts []types.TransactWriteItem
		if acts, err = s.summaryParts(ctx, generation, week, content); err != nil {
			return err
		}
		var reasons []types.CancellationReason
		if reasons, err = e.commit(ctx, acts); err != nil || reasons == nil {
			return err
		}
		for _, r := range reasons {
			if code := aws.ToString(r.Code); !blameless(r) && code != reasonCondition && code != reasonConflict {
				err = &refusal{e.call.Operation, code, e.last}
				return err
			}
		}
		e.failed++
	}
}

// summaryParts are the actions that replace what is there by content.
func (s *Store) summaryParts(ctx context.Context, generation string, week store.Day, content []byte) ([]types.TransactWriteItem, error) {
	old, err := s.get(ctx, summaryKey(generation, week, 0))
	if err != nil {
		return nil, err
	}
	var rev, of int64
	condition, values := "attribute_not_exists(#rev)", attributes(nil)
	if len(old) > 0 {
		if rev, of, err = revOf(old); err != nil {
			return nil, err
		}
		condition, values = "#rev = :rev", attributes{":rev": number(rev)}
	}
	parts := slices.Collect(slices.Chunk(content, maxPart))
	var acts []types.TransactWriteItem
	for i, part := range parts {
		item := summaryKey(generation, week, i)
		item[attrRev], item[attrOf] = number(rev+1), number(int64(len(parts)))
		item[attrContent] = &types.AttributeValueMemberB{Value: part}
		put := &types.Put{TableName: &s.counters, Item: item}
		if i == 0 {
			put.ConditionExpression, put.ExpressionAttributeNames, put.ExpressionAttributeValues = &condition, names(attrRev), values
		}
		acts = append(acts, types.TransactWriteItem{Put: put})
	}
	for i := len(parts); i < int(of); i++ {
		acts = append(acts, types.TransactWriteItem{Delete: &types.Delete{TableName: &s.counters, Key: summaryKey(generation, week, i)}})
	}
	return acts, nil
}

func revOf(item attributes) (rev, of int64, err error) {
	if rev, err = integer(item, attrRev); err != nil {
		return 0, 0, err
	}
	of, err = integer(item, attrOf)
	return rev, of, err
}

func summaryKey(generation string, week store.Day, part int) attributes {
	return controlKey(summaryScope+generation, fmt.Sprintf("%s%s%02d", week, separator, part))
}

// Summaries yields the summaries of weeks in [from, to], each week as one call of
// PutSummaries left it. All are read before the first is yielded. If they are replaced
// all the while, it fails with an error matching [store.ErrConflict].
func (s *Store) Summaries(ctx context.Context, generation string, from, to store.Day) iter.Seq2[store.Summary, error] {
	return func(yield func(store.Summary, error) bool) {
		weeks, err := s.packedSummaries(ctx, generation, from, to)
		if err != nil {
			yield(store.Summary{}, fmt.Errorf("reading summaries: %w", err))
			return
		}
		for _, w := range weeks {
			ss, err := unpackSummaries(w.content)
			if err != nil {
				yield(store.Summary{}, fmt.Errorf("reading summaries of %s in %s: %w", w.monday, generation, err))
				return
			}
			for _, one := range ss {
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

// summarized is a week's summaries as they are stored, of all rows.
type summarized struct {
	monday  string
	content []byte
}

// packedSummaries are those of the weeks, in their order.
func (s *Store) packedSummaries(ctx context.Context, generation string, from, to store.Day) ([]summarized, error) {
	if from > to {
		return nil, nil
	}
	for try := range readTries {
		if try > 0 {
			if err := s.wait(ctx, rand.N(readWait)); err != nil {
				return nil, err
			}
		}
		items, err := s.cells(ctx, summaryScope+generation, string(from)+separator, string(to)+behind)
		if err != nil {
			return nil, err
		}
		if weeks, err := joinParts(items); !errors.Is(err, errTorn) {
			return weeks, err
		}
	}
	return nil, fmt.Errorf("%w: tried %d times: %w", store.ErrConflict, readTries, errTorn)
}

// joinParts puts the rows of each week together.
func joinParts(items []attributes) (weeks []summarized, err error) {
	for len(items) > 0 {
		w := summarized{monday: weekOf(items[0])}
		rev, of, err := revOf(items[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.monday, err)
		}
		n := 1
		for n < len(items) && weekOf(items[n]) == w.monday {
			n++
		}
		for _, item := range items[:n] {
			part, ok := item[attrContent].(*types.AttributeValueMemberB)
			if r, _, err := revOf(item); err != nil || !ok {
				return nil, fmt.Errorf("%s: %w", w.monday, errDamaged)
			} else if r != rev || n != int(of) {
				return nil, errTorn
			}
			w.content = append(w.content, part.Value...)
		}
		weeks, items = append(weeks, w), items[n:]
	}
	return weeks, nil
}

func weekOf(item attributes) string {
	week, _, _ := strings.Cut(stringOf(item, attrCell), separator)
	return week
}

func unpackSummaries(content []byte) (ss []store.Summary, err error) {
	if len(content) == 0 || content[0] != summaryVersion {
		return nil, errVersion
	}
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(content[1:]))).Decode(&ss); err != nil {
		return nil, errDamaged
	}
	return ss, nil
}
