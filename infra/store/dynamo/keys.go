package dynamo

import (
	"fmt"
	"strconv"
	"strings"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

// separator parts names in keys; store.Check keeps it out of them.
const separator = "|"

// The attributes of the rows of the reactions table. They are named in expressions
// through [names]: some are words that DynamoDB reserves.
const (
	attrOwner        = "owner"
	attrID           = "id"
	attrState        = "state"
	attrRev          = "rev"
	attrAuthor       = "author"
	attrExpires      = "expires"
	attrTime         = "time"
	attrSource       = "source"
	attrChannel      = "channel"
	attrCampaign     = "campaign"
	attrText         = "text"
	attrCell         = "cell" // also a key of the counters table
	attrLabels       = "labels"
	attrErasedBefore = "erased_before"
	attrObjection    = "objection"

	attrScope = "scope"
)

// names are placeholders for attribute names: "#rev" for "rev".
func names(attrs ...string) map[string]string {
	m := make(map[string]string, len(attrs))
	for _, a := range attrs {
		m["#"+a] = a
	}
	return m
}

// The owners of rows in the reactions table.
const (
	byID     = "i" + separator
	byAuthor = "a" + separator
	stopped  = "e" + separator
)

// idKey is where an id lies, whatever has become of it.
func idKey(id reaction.ID) attributes { return reactionKey(byID+string(id), string(id)) }

// authoredKey is where a whole reaction lies that has an author.
func authoredKey(author reaction.AuthorKey, id reaction.ID) attributes {
	return reactionKey(byAuthor+string(author), string(id))
}

// authorKey is where that lies which is refused of an author.
func authorKey(author reaction.AuthorKey) attributes {
	return reactionKey(stopped+string(author), "e")
}

// keyName tells keys of the reactions table apart.
func keyName(key attributes) string { return stringOf(key, attrOwner) + "\x00" + stringOf(key, attrID) }

func reactionKey(owner, id string) attributes {
	return attributes{attrOwner: text(owner), attrID: text(id)}
}

// counterScope is the key under which a shard's rows of a generation lie.
func counterScope(generation string, shard int) string {
	return "n" + separator + generation + separator + strconv.Itoa(shard)
}

// cellOf is where a reaction is counted, within a generation and shard.
func cellOf(d store.Dims) string {
	return strings.Join([]string{d.Campaign, string(d.Day), d.Channel, d.Language, d.Source}, separator)
}

// counterCell is the sort key of a counter row.
func counterCell(k store.RowKey) string {
	return cellOf(store.Dims{Campaign: k.Campaign, Day: k.Day, Channel: k.Channel, Language: k.Language, Source: k.Source})
}

// parseCell reads what cellOf writes.
func parseCell(cell string) (store.Dims, error) {
	f := strings.Split(cell, separator)
	if len(f) != 5 {
		return store.Dims{}, fmt.Errorf("a cell of %d parts, want 5", len(f))
	}
	return store.Dims{Campaign: f[0], Day: store.Day(f[1]), Channel: f[2], Language: f[3], Source: f[4]}, nil
}

// counterKey is where a counter row lies in a shard.
func counterKey(k store.RowKey, shard int) attributes {
	return attributes{attrScope: text(counterScope(k.Generation, shard)), attrCell: text(counterCell(k))}
}
