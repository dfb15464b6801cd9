package calls

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Call is one kind of call, as a policy speaks of it.
type Call struct {
	Function string // who made it
	Service  string // as IAM names it: dynamodb, sqs, secretsmanager, sns
	// Operation is what was called, as TransactWriteItems.
	Operation string
	// Action is what IAM asks for: the operation, but of a transaction each of its
	// parts (PutItem, UpdateItem, DeleteItem, ConditionCheckItem, GetItem), and of a
	// batch on a queue what the batch does (SendMessage).
	Action string
	// Resource is the name of a table or a queue, "table/index" for an index, and what
	// was sent as secret id, topic ARN or key id. "" where there is none.
	Resource string
	// Leading is the beginning of the partition key, as "n|"; the whole key where it
	// holds no "|"; "" where there is none, as in a Scan.
	Leading string
}

// Recorder keeps the calls of any number of functions, each once. The zero value is
// empty and ready. It is safe for concurrent use.
type Recorder struct {
	mu   sync.Mutex
	seen map[Call]int
}

func (r *Recorder) add(calls []Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[Call]int{}
	}
	for _, c := range calls {
		r.seen[c]++
	}
}

// Calls returns what was called so far, sorted.
func (r *Recorder) Calls() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Keys(r.seen), func(a, b Call) int {
		return cmp.Or(
			cmp.Compare(a.Function, b.Function), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.Action, b.Action), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Leading, b.Leading),
		)
	})
}

// Count returns how often a call was made.
func (r *Recorder) Count(c Call) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[c]
}
