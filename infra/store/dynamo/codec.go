package dynamo

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"paradox/analysis/label"
	"paradox/infra/reaction"
	"paradox/infra/store"
)

// pointer is the state of a row i|id whose reaction lies under its author.
const pointer store.State = "pointer"

// maxItem is the largest row that is written, in bytes. DynamoDB takes 400 KB; the
// rest is headroom for what a label or a stub's change adds.
const maxItem = 380 << 10

// row is a row of the reactions table. The zero state stands for one that is not there.
type row struct {
	state   store.State
	rev     int64
	owner   string
	author  reaction.AuthorKey // of a pointer, or of what lies under an author
	entry   store.Entry        // of a pointer and a tombstone the id alone
	bytes   int
	pointer int64 // rev of the pointer that led here, 0 if none did
}

func (r row) key() attributes { return reactionKey(r.owner, string(r.entry.Reaction.ID)) }

// wholeItem is e as a whole reaction of that rev.
func wholeItem(e store.Entry, rev int64) (attributes, error) {
	r := e.Reaction
	item := idKey(r.ID)
	if r.Author != "" {
		item = authoredKey(r.Author, r.ID)
	}
	item[attrExpires], item[attrTime] = instant(r.Expires), instant(r.Time)
	for name, value := range map[string]string{
		attrSource: r.Source, attrChannel: r.Channel, attrCampaign: r.Campaign, attrText: r.Text,
	} {
		if value != "" {
			item[name] = text(value)
		}
	}
	return counted(item, store.Whole, rev, e)
}

// stubItem is what stays of e, of that rev.
func stubItem(e store.Entry, rev int64) (attributes, error) {
	e = e.Stub()
	return counted(idKey(e.Reaction.ID), store.Stub, rev, e)
}

// counted adds to a row what its erasure has to take away again.
func counted(item attributes, state store.State, rev int64, e store.Entry) (attributes, error) {
	labels := make(attributes, len(e.Labels))
	for generation, r := range e.Labels {
		l, err := encodeLabel(r)
		if err != nil {
			return nil, fmt.Errorf("encoding a label of %s: %w", e.Reaction.ID, err)
		}
		labels[generation] = text(l)
	}
	item[attrState], item[attrRev] = text(string(state)), number(rev)
	item[attrCell] = text(cellOf(e.Dims))
	item[attrLabels] = &types.AttributeValueMemberM{Value: labels}
	return item, nil
}

// bareItem is a tombstone or, with an author, a pointer.
func bareItem(id reaction.ID, author reaction.AuthorKey, rev int64) attributes {
	item := idKey(id)
	item[attrState], item[attrRev] = text(string(store.Tombstone)), number(rev)
	if author != "" {
		item[attrState], item[attrAuthor] = text(string(pointer)), text(string(author))
	}
	return item
}

// sizeOf is the size of a row by DynamoDB's rules, in bytes, or a little more.
func sizeOf(item attributes) int {
	n := 0
	for name, v := range item {
		n += len(name)
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			n += len(v.Value)
		case *types.AttributeValueMemberN:
			n += len(v.Value)/2 + 2
		case *types.AttributeValueMemberM:
			n += 3 + len(v.Value) + sizeOf(v.Value)
		default:
			n += 3
		}
	}
	return n
}

// decodeRow reads a row of the reactions table. Its errors quote no values but the id.
func decodeRow(item attributes) (row, error) {
	id := reaction.ID(stringOf(item, attrID))
	r := row{
		state: store.State(stringOf(item, attrState)), owner: stringOf(item, attrOwner),
		author: reaction.AuthorKey(stringOf(item, attrAuthor)),
		entry:  store.Entry{Reaction: reaction.Reaction{ID: id}}, bytes: sizeOf(item),
	}
	if author, authored := strings.CutPrefix(r.owner, byAuthor); authored {
		r.author = reaction.AuthorKey(author)
	}
	var err error
	if r.rev, err = integer(item, attrRev); err == nil {
		switch r.state {
		case store.Whole:
			err = errors.Join(r.decodeReaction(item), r.decodeCounted(item))
		case store.Stub:
			err = r.decodeCounted(item)
		case store.Tombstone, pointer:
		default:
			err = errors.New("a state that this version of the program does not know")
		}
	}
	if err != nil {
		return row{}, fmt.Errorf("reaction %s: %w", id, err)
	}
	return r, nil
}

func (r *row) decodeReaction(item attributes) (err error) {
	x := &r.entry.Reaction
	x.Author = r.author
	x.Source, x.Channel = stringOf(item, attrSource), stringOf(item, attrChannel)
	x.Campaign, x.Text = stringOf(item, attrCampaign), stringOf(item, attrText)
	if x.Time, err = instantOf(item, attrTime); err != nil {
		return err
	}
	x.Expires, err = instantOf(item, attrExpires)
	return err
}

func (r *row) decodeCounted(item attributes) (err error) {
	if r.entry.Dims, err = parseCell(stringOf(item, attrCell)); err != nil {
		return err
	}
	labels, ok := item[attrLabels].(*types.AttributeValueMemberM)
	if !ok {
		return errors.New("no labels")
	}
	r.entry.Labels = make(map[string]label.Result, len(labels.Value))
	for generation := range labels.Value {
		l, err := decodeLabel(stringOf(labels.Value, generation))
		if err != nil {
			return err
		}
		r.entry.Labels[generation] = l
	}
	return nil
}
