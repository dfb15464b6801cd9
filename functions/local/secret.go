package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"paradox/infra/pseudonym"
)

// openKeys returns the keys that ids, authors and receipts are made with: those of the
// stack, where its secret is named, and otherwise those of the data directory. With
// keys that are not the stack's a message that it holds would be counted again, and no
// author of it be found.
func (w *world) openKeys(ctx context.Context, at place, fresh bool) (pseudonym.Keys, error) {
	if w.Kept.Secret == "" {
		return openKeys(w.Data, at, fresh)
	}
	account, err := w.Kept.account(ctx)
	if err != nil {
		return pseudonym.Keys{}, err
	}
	ctx, stop := context.WithTimeout(ctx, firstAnswer)
	defer stop()
	out, err := secretsmanager.NewFromConfig(account).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &w.Kept.Secret})
	if err != nil {
		return pseudonym.Keys{}, fmt.Errorf("--secret: fetching it: %w", err)
	}
	if out.SecretString == nil {
		return pseudonym.Keys{}, errors.New("--secret: it is no text, and not the stack's")
	}
	keys, err := pseudonym.DeriveKeys([]byte(*out.SecretString))
	if err != nil {
		return pseudonym.Keys{}, fmt.Errorf("--secret: not the stack's: %w", err)
	}
	return keys, nil
}
