package cloud

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"paradox/infra/config"
	"paradox/infra/pseudonym"
	"paradox/infra/queue"
	queuesqs "paradox/infra/queue/sqs"
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
		Client: dynamodb.NewFromConfig(f.aws), Now: f.Now,
		Reactions: reactions, Counters: f.Env.Need(config.CountersTable),
	})
	f.fail(err)
	return s
}

// Ledger is the ledger of erasures.
func (f *Function) Ledger() store.Ledger {
	l, err := dynamo.NewLedger(dynamodb.NewFromConfig(f.aws), f.Env.Need(config.ErasuresTable))
	f.fail(err)
	return l
}

// Sender is the queue of a function that only sends.
func (f *Function) Sender() queue.Sender {
	s, err := queuesqs.NewSender(sqs.NewFromConfig(f.aws), f.Env.Need(config.QueueURL))
	f.fail(err)
	return s
}

// Queue is the queue of a function that receives, and holds for so long.
func (f *Function) Queue(visibility time.Duration) queue.Queue {
	q, err := queuesqs.New(queuesqs.Options{
		Client: sqs.NewFromConfig(f.aws), Visibility: visibility,
		Queue: f.Env.Need(config.QueueURL), Quarantine: f.Env.Need(config.QuarantineURL),
	})
	f.fail(err)
	return q
}

// Secret fetches the deployment's secret. It is in no variable and no log.
func (f *Function) Secret(ctx context.Context) []byte {
	id := f.Env.Need(config.SecretID)
	if id == "" {
		return nil
	}
	out, err := secretsmanager.NewFromConfig(f.aws).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	if err != nil {
		f.fail(fmt.Errorf("fetching the secret: %w", err))
		return nil
	}
	if out.SecretString == nil {
		f.fail(fmt.Errorf("fetching the secret: it is no text"))
		return nil
	}
	return []byte(*out.SecretString)
}

// Keys are the keys of pseudonyms, derived from the deployment's secret.
func (f *Function) Keys(secret []byte) pseudonym.Keys {
	keys, err := pseudonym.DeriveKeys(secret)
	f.fail(err)
	return keys
}
