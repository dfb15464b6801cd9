package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/logging"

	"paradox/infra/localengine"
)

// localRegion stands for a region where an engine of one's own asks for one and the
// AWS configuration names none.
const localRegion = "eu-central-1"

// client is a DynamoDB client of the account.
func (f storeFlags) client(ctx context.Context) (*dynamodb.Client, error) {
	c, err := f.account(ctx)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(c), nil
}

// account is what clients of the endpoint need, or of AWS without one. Region and
// credentials are those of the AWS configuration. An engine on this machine needs
// none: it gets credentials that open nothing, unless the environment holds some.
func (f storeFlags) account(ctx context.Context) (aws.Config, error) {
	options := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})} // what it warns of is nobody's to mend
	local := false
	if f.Endpoint != "" {
		host, err := endpointHost(f.Endpoint)
		if err != nil {
			return aws.Config{}, err
		}
		if err := answers(ctx, f.Endpoint); err != nil {
			return aws.Config{}, err
		}
		options = append(options, config.WithBaseEndpoint(f.Endpoint))
		if local = isLoopback(host); local {
			options = append(options, config.WithDefaultRegion(localRegion))
			if !ownCredentials() {
				options = append(options, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("local", "local", "")))
			}
		}
	}
	c, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return aws.Config{}, fmt.Errorf("reading the AWS configuration: %w", err)
	}
	if local {
		c.HTTPClient = localengine.Connections
	}
	if c.Region == "" {
		return aws.Config{}, fmt.Errorf("the AWS configuration names no region: set AWS_REGION, or name an engine on this machine with --endpoint")
	}
	if _, err := c.Credentials.Retrieve(ctx); err != nil {
		return aws.Config{}, fmt.Errorf("finding AWS credentials (aws configure, or AWS_PROFILE): %w", err)
	}
	return c, nil
}

// connecting is how long an engine of one's own may take to be reached at all.
const connecting = 5 * time.Second

// answers says plainly that nobody listens at an endpoint, which the SDK does after
// several tries and in three lines. Behind a proxy only the proxy knows.
func answers(ctx context.Context, endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return err
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); proxy != nil || err != nil {
		return err
	}
	port := u.Port()
	if port == "" {
		port = u.Scheme // as a service's name
	}
	connection, err := (&net.Dialer{Timeout: connecting}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err == nil {
		return connection.Close()
	}
	if failed := (*net.OpError)(nil); errors.As(err, &failed) && failed.Err != nil {
		err = failed.Err
	}
	return fmt.Errorf("no engine answers at %s: %w", endpoint, err)
}

// endpointHost returns the host of an --endpoint.
func endpointHost(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", usage("--endpoint: want a URL such as http://127.0.0.1:8000")
	}
	return u.Hostname(), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// isAWS reports whether a host is one of AWS's own.
func isAWS(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for _, domain := range []string{"amazonaws.com", "amazonaws.com.cn", "api.aws"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// ownCredentials reports whether the environment names credentials. The shared
// files do not count: what they hold is for AWS, not for an engine on this machine.
func ownCredentials() bool {
	e, err := config.NewEnvConfig()
	return err == nil && (e.Credentials.HasKeys() || e.SharedConfigProfile != "")
}
