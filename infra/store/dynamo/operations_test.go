package dynamo_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/store/dynamo"
)

// By no way does one come from a store's type to the client's: see operations.
func TestClientIsOutOfReach(t *testing.T) {
	for _, from := range []reflect.Type{
		reflect.TypeFor[dynamo.Store](), reflect.TypeFor[dynamo.Ledger](), reflect.TypeFor[dynamo.Checkpoints](),
	} {
		if reaches(from, reflect.TypeFor[dynamodb.Client](), map[reflect.Type]bool{}) {
			t.Errorf("%v leads to the client", from)
		}
	}
}

func reaches(from, to reflect.Type, seen map[reflect.Type]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	var next []reflect.Type
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			next = append(next, from.Field(i).Type)
		}
	case reflect.Func:
		for i := range from.NumIn() {
			next = append(next, from.In(i))
		}
		for i := range from.NumOut() {
			next = append(next, from.Out(i))
		}
	case reflect.Map:
		next = append(next, from.Key(), from.Elem())
	case reflect.Array, reflect.Chan, reflect.Pointer, reflect.Slice:
		next = append(next, from.Elem())
	}
	for _, n := range next {
		if reaches(n, to, seen) {
			return true
		}
	}
	return false
}
