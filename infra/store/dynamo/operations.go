package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// operation is one of DynamoDB's, as the client has it.
type operation[In, Out any] func(context.Context, *In, ...func(*dynamodb.Options)) (*Out, error)

// operations are all that is asked of DynamoDB here. They are kept in place of the
// client: html/template may call by name every method of every type that it can reach,
// and by way of a Store it reaches the client. A program that has both would contain
// the whole of the service's operations, 1.4 MB on arm64.
type operations struct {
	BatchGetItem       operation[dynamodb.BatchGetItemInput, dynamodb.BatchGetItemOutput]
	BatchWriteItem     operation[dynamodb.BatchWriteItemInput, dynamodb.BatchWriteItemOutput]
	DeleteItem         operation[dynamodb.DeleteItemInput, dynamodb.DeleteItemOutput]
	GetItem            operation[dynamodb.GetItemInput, dynamodb.GetItemOutput]
	PutItem            operation[dynamodb.PutItemInput, dynamodb.PutItemOutput]
	Query              operation[dynamodb.QueryInput, dynamodb.QueryOutput]
	Scan               operation[dynamodb.ScanInput, dynamodb.ScanOutput]
	TransactGetItems   operation[dynamodb.TransactGetItemsInput, dynamodb.TransactGetItemsOutput]
	TransactWriteItems operation[dynamodb.TransactWriteItemsInput, dynamodb.TransactWriteItemsOutput]
	UpdateItem         operation[dynamodb.UpdateItemInput, dynamodb.UpdateItemOutput]
}

func operationsOf(c *dynamodb.Client) operations {
	return operations{
		BatchGetItem: c.BatchGetItem, BatchWriteItem: c.BatchWriteItem, DeleteItem: c.DeleteItem, GetItem: c.GetItem,
		PutItem: c.PutItem, Query: c.Query, Scan: c.Scan, TransactGetItems: c.TransactGetItems,
		TransactWriteItems: c.TransactWriteItems, UpdateItem: c.UpdateItem,
	}
}
