package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// claims are the items that a request writes or checks.
type claims struct {
	keys        []string
	transaction bool
}

// hands know which items requests under way have.
type hands struct {
	mu    sync.Mutex
	taken map[string]holders
}

// holders are the requests that have an item: one transaction, or any number of
// single writes.
type holders struct {
	transaction bool
	singles     int
}

// take claims all items, or none and says which one was taken already. A transaction
// shares an item with nobody; single writes share it with each other, since DynamoDB
// does them one after the other.
func (h *hands) take(c claims) (at int, taken bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, key := range c.keys {
		if by := h.taken[key]; by.transaction || c.transaction && by.singles > 0 {
			return i, true
		}
	}
	for _, key := range c.keys {
		by := h.taken[key]
		if c.transaction {
			by.transaction = true
		} else {
			by.singles++
		}
		h.taken[key] = by
	}
	return 0, false
}

// release gives back what take took.
func (h *hands) release(c claims) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range c.keys {
		by := h.taken[key]
		if c.transaction {
			by.transaction = false
		} else {
			by.singles--
		}
		if h.taken[key] = by; by == (holders{}) {
			delete(h.taken, key)
		}
	}
}

// itemsOf are the items that a request writes, in the order of its actions.
func itemsOf(input any) claims {
	switch in := input.(type) {
	case *dynamodb.TransactWriteItemsInput:
		c := claims{transaction: true}
		for _, item := range in.TransactItems {
			c.keys = append(c.keys, itemOf(item))
		}
		return c
	case *dynamodb.PutItemInput:
		return claims{keys: []string{putKey(in.TableName, in.Item)}}
	case *dynamodb.UpdateItemInput:
		return claims{keys: []string{itemKey(in.TableName, in.Key)}}
	case *dynamodb.DeleteItemInput:
		return claims{keys: []string{itemKey(in.TableName, in.Key)}}
	}
	return claims{}
}

func itemOf(item types.TransactWriteItem) string {
	switch {
	case item.Put != nil:
		return putKey(item.Put.TableName, item.Put.Item)
	case item.Update != nil:
		return itemKey(item.Update.TableName, item.Update.Key)
	case item.Delete != nil:
		return itemKey(item.Delete.TableName, item.Delete.Key)
	case item.ConditionCheck != nil:
		return itemKey(item.ConditionCheck.TableName, item.ConditionCheck.Key)
	}
	return ""
}

// keyNames are the key attributes of the store's tables, by one that tells them
// apart: a put names its key only among everything else.
var keyNames = [...][2]string{{"owner", "id"}, {"scope", "cell"}}

func putKey(name *string, item map[string]types.AttributeValue) string {
	for _, k := range keyNames {
		if item[k[0]] != nil && item[k[1]] != nil {
			return itemKey(name, map[string]types.AttributeValue{k[0]: item[k[0]], k[1]: item[k[1]]})
		}
	}
	return ""
}

// itemKey is a table's name and a key in one string.
func itemKey(name *string, key map[string]types.AttributeValue) string {
	var b strings.Builder
	b.WriteString(aws.ToString(name))
	for _, attr := range slices.Sorted(maps.Keys(key)) {
		fmt.Fprintf(&b, "\x00%s=%v", attr, plain(key[attr]))
	}
	return b.String()
}

func plain(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	}
	return fmt.Sprintf("%v", v)
}
