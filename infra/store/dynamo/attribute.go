package dynamo

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// attributes is an item, a key, or the values of an expression.
type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

// stringOf is the text of an attribute, "" if it has none.
func stringOf(item attributes, name string) string {
	if s, ok := item[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// integer reads a number that was written whole, however an engine writes it: 1, 1.0.
func integer(item attributes, name string) (int64, error) {
	n, ok := item[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0, fmt.Errorf("no number %s", name)
	}
	if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
		return i, nil
	}
	x, ok := new(big.Rat).SetString(n.Value)
	if !ok || !x.IsInt() || !x.Num().IsInt64() {
		return 0, fmt.Errorf("%s is not a whole number", name)
	}
	return x.Num().Int64(), nil
}

var second = big.NewInt(int64(time.Second))

// instant is t as a number that sorts as the times do.
func instant(t time.Time) types.AttributeValue {
	nanos := new(big.Int).Mul(big.NewInt(t.Unix()), second)
	nanos.Add(nanos, big.NewInt(int64(t.Nanosecond())))
	s := new(big.Rat).SetFrac(nanos, second).FloatString(9)
	return &types.AttributeValueMemberN{Value: strings.TrimSuffix(strings.TrimRight(s, "0"), ".")}
}

// instantOf reads what instant writes, in UTC.
func instantOf(item attributes, name string) (time.Time, error) {
	n, ok := item[name].(*types.AttributeValueMemberN)
	if !ok {
		return time.Time{}, fmt.Errorf("no time %s", name)
	}
	x, ok := new(big.Rat).SetString(n.Value)
	if !ok {
		return time.Time{}, fmt.Errorf("%s is not a time", name)
	}
	x.Mul(x, new(big.Rat).SetInt(second))
	sec, nanos := new(big.Int).DivMod(x.Num(), second, new(big.Int))
	if !x.IsInt() || !sec.IsInt64() {
		return time.Time{}, fmt.Errorf("%s is not a time", name)
	}
	return time.Unix(sec.Int64(), nanos.Int64()).UTC(), nil
}
