package dynamo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/enginetest"
	"paradox/infra/localengine"
	"paradox/infra/provide"
	"paradox/infra/store"
	"paradox/infra/store/dynamo"
	"paradox/infra/store/storetest"
)

// The sequences in fair weather are few: TestFaults runs more of them in rough weather.
func TestContract(t *testing.T) { storetest.Run(t, 20, opener(t, enginetest.MiniStack(t))) }

func TestContractDynamoDBLocal(t *testing.T) {
	storetest.Run(t, 5, opener(t, enginetest.DynamoDBLocal(t)))
}

// opener opens stores of an engine, each in tables named for it.
func opener(t *testing.T, address string) storetest.Opener {
	client, defined := dynamodb.NewFromConfig(localengine.Config(address)), defined(t)
	return func(name string, now func() time.Time) (store.Store, error) {
		sum := sha256.Sum256([]byte(name))
		tables, err := provide.Tables(t.Context(), client, defined, hex.EncodeToString(sum[:8])+"-")
		if err != nil {
			return nil, err
		}
		return dynamo.Open(dynamo.Options{Client: client, Reactions: tables.Reactions, Counters: tables.Counters, Now: now})
	}
}
