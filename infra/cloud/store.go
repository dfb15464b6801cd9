package cloud

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/config"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
)

// Store is the store of a function that may read reactions.
func (f *Function) Store() *dynamo.Store {
	return f.open(f.Env.Need(config.ReactionsTable))
}

// Counters is the store of a function that has no way to reactions: whatever of it
// would read them fails, for want of permission and of a table to ask.
func (f *Function) Counters() interface {
	store.Counters
	store.Summaries
	store.Control
} {
	return f.open("none")
}

func (f *Function) open(reactions string) *dynamo.Store {
	s, err := dynamo.Open(dynamo.Options{
		Client: dynamodb.NewFromConfig(f.AWS), Now: f.Now,
		Reactions: reactions, Counters: f.Env.Need(config.CountersTable),
	})
	f.Fail(err)
	return s
}

// Ledger is the ledger of erasures.
func (f *Function) Ledger() store.Ledger {
	l, err := dynamo.NewLedger(dynamodb.NewFromConfig(f.AWS), f.Env.Need(config.ErasuresTable))
	f.Fail(err)
	return l
}
