package dynamo

import "paradox/infra/store"

// EncodeWeek and DecodeWeek show how a week is stored.
func EncodeWeek(campaign string, monday store.Day, rows []store.Row) ([]byte, error) {
	return week{campaign: campaign, monday: monday}.encode(rows)
}

func DecodeWeek(campaign string, monday store.Day, b []byte) ([]store.Row, error) {
	return week{campaign: campaign, monday: monday}.decode(b)
}
