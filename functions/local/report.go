package main

import "context"

type reportCmd struct{}

func (c *reportCmd) Run(ctx context.Context, w *world) error { return nil }
