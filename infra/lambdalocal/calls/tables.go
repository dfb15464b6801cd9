package calls

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// attributes are a key or an item as DynamoDB's protocol has them: {"id":{"S":"x"}}.
type attributes map[string]map[string]json.RawMessage

// operand is a call on one table, or one part of a transaction.
type operand struct {
	TableName, IndexName      string
	Key, Item                 attributes
	KeyConditionExpression    string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attributes
}

// part is one of a transaction, under the name of what it does.
type part struct{ Put, Update, Delete, ConditionCheck, Get *operand }

// onTables is what IAM makes of a call on DynamoDB. call has all but action, table and
// key.
func onTables(call Call, hashKeys map[string]string, body []byte) []Call {
	var in struct {
		operand
		TransactItems []part
		RequestItems  map[string]json.RawMessage
	}
	if json.Unmarshal(body, &in) != nil {
		return []Call{call}
	}
	var all []Call
	add := func(action string, o *operand) {
		if o != nil {
			c := call
			c.Action, c.Resource, c.Leading = action, o.resource(), o.leading(hashKeys)
			all = append(all, c)
		}
	}
	for _, p := range in.TransactItems {
		add("PutItem", p.Put)
		add("UpdateItem", p.Update)
		add("DeleteItem", p.Delete)
		add("ConditionCheckItem", p.ConditionCheck)
		add("GetItem", p.Get)
	}
	for _, table := range slices.Sorted(maps.Keys(in.RequestItems)) {
		for _, o := range batched(table, in.RequestItems[table]) {
			add(call.Operation, &o)
		}
	}
	if len(all) == 0 {
		add(call.Operation, &in.operand)
	}
	return all
}

// batched are the items of a BatchGetItem or BatchWriteItem on one table.
func batched(table string, requests json.RawMessage) []operand {
	var get struct{ Keys []attributes }
	var write []struct {
		PutRequest    *struct{ Item attributes }
		DeleteRequest *struct{ Key attributes }
	}
	var all []operand
	if json.Unmarshal(requests, &get) == nil {
		for _, key := range get.Keys {
			all = append(all, operand{TableName: table, Key: key})
		}
	} else if json.Unmarshal(requests, &write) == nil {
		for _, w := range write {
			if w.PutRequest != nil {
				all = append(all, operand{TableName: table, Item: w.PutRequest.Item})
			}
			if w.DeleteRequest != nil {
				all = append(all, operand{TableName: table, Key: w.DeleteRequest.Key})
			}
		}
	}
	return all
}

// table is the table's name, which may be given as an ARN.
func (o *operand) table() string {
	return o.TableName[strings.LastIndexByte(o.TableName, '/')+1:]
}

func (o *operand) resource() string {
	if o.IndexName != "" {
		return o.table() + "/" + o.IndexName
	}
	return o.table()
}

// leading is the beginning of the partition key, if the call has one.
func (o *operand) leading(hashKeys map[string]string) string {
	name := hashKeys[o.table()]
	value := o.Key[name]
	if value == nil {
		value = o.Item[name]
	}
	if value == nil {
		value = o.queried(name)
	}
	for _, raw := range value { // of one: its type and its value
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return ""
		}
		if i := strings.IndexByte(text, '|'); i >= 0 {
			return text[:i+1]
		}
		return text
	}
	return ""
}

// queried is the value that a Query wants of an attribute: that of "#name = :value".
func (o *operand) queried(attribute string) map[string]json.RawMessage {
	words := strings.FieldsFunc(o.KeyConditionExpression, func(r rune) bool { return strings.ContainsRune(" ()", r) })
	for i := 0; i+2 < len(words); i++ {
		name := words[i]
		if full, ok := o.ExpressionAttributeNames[name]; ok {
			name = full
		}
		if name == attribute && words[i+1] == "=" {
			return o.ExpressionAttributeValues[words[i+2]]
		}
	}
	return nil
}
