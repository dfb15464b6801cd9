package enginetest

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Config is what an SDK client of an engine at address needs: a region, and
// credentials that open nothing.
//
//	dynamodb.NewFromConfig(enginetest.Config(enginetest.MiniStack(t)))
func Config(address string) aws.Config {
	return aws.Config{
		Region:       "eu-central-1",
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		BaseEndpoint: aws.String(address),
	}
}
