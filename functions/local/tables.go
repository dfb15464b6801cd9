package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/provide"
	"paradox/infra/template"
)

type tablesCmd struct {
	Create tablesCreateCmd `cmd:"" help:"Make the tables that template.yaml defines, on a DynamoDB engine of your own."`
}

type tablesCreateCmd struct {
	Template string `type:"path" default:"template.yaml" placeholder:"FILE" help:"The stack's template, which says what the tables are (${default})."`
	Prefix   string `default:"paradox-" placeholder:"TEXT" help:"What the tables' names begin with (${default})."`
}

// Help is shown below the flags.
func (tablesCreateCmd) Help() string {
	return `Works at an --endpoint alone: on AWS the tables are made by sam deploy, with backups and protection. Tables that are there already are left as they are.`
}

// Run makes the tables.
func (c *tablesCreateCmd) Run(ctx context.Context, w *world) error {
	if w.Kept.Endpoint == "" {
		return usage("--endpoint: required; on AWS the tables are made by sam deploy")
	}
	host, err := endpointHost(w.Kept.Endpoint)
	if err != nil {
		return err
	}
	if isAWS(host) {
		return usage("--endpoint: this is AWS, where the tables are made by sam deploy")
	}
	text, err := os.ReadFile(c.Template)
	if err != nil {
		return fmt.Errorf("--template: %w", err)
	}
	defined, err := template.Parse(text)
	if err != nil {
		return fmt.Errorf("--template: %w", err)
	}
	client, err := w.Kept.client(ctx)
	if err != nil {
		return err
	}
	before, err := tableNames(ctx, client)
	if err != nil {
		return err
	}
	made, err := provide.Tables(ctx, client, defined, c.Prefix)
	if errors.Is(err, provide.ErrTemplate) {
		return fmt.Errorf("--template: %w", err)
	}
	if err != nil {
		return err
	}
	var fresh, old []string
	for _, name := range []string{made.Reactions, made.Counters, made.Erasures} {
		if before[name] {
			old = append(old, name)
		} else {
			fresh = append(fresh, name)
		}
	}
	if len(fresh) > 0 {
		w.say("made: %s", strings.Join(fresh, ", "))
	}
	if len(old) > 0 {
		w.say("already there, and left as they are: %s", strings.Join(old, ", "))
	}
	w.say("reached with:")
	fmt.Fprintln(w.Out, w.Kept.reach(made))
	return nil
}

// tableNames are the tables that an engine has.
func tableNames(ctx context.Context, client *dynamodb.Client) (map[string]bool, error) {
	names := map[string]bool{}
	for pages := dynamodb.NewListTablesPaginator(client, &dynamodb.ListTablesInput{}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("listing tables: %w", err)
		}
		for _, name := range page.TableNames {
			names[name] = true
		}
	}
	return names, nil
}

// reach are the flags with which the tables are used.
func (f storeFlags) reach(made provide.MadeTables) string {
	flags := "--store dynamodb --endpoint " + f.Endpoint
	for _, t := range []struct{ flag, made, usual string }{
		{"reactions", made.Reactions, f.ReactionsTable}, {"counters", made.Counters, f.CountersTable}, {"erasures", made.Erasures, f.ErasuresTable},
	} {
		if t.made != t.usual {
			flags += fmt.Sprintf(" --%s-table %s", t.flag, t.made)
		}
	}
	return flags
}
