package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"paradox/infra/pseudonym"
	"paradox/infra/store"
)

type eraseCmd struct {
	Receipt   string `xor:"what" placeholder:"RECEIPT" help:"Erase the message that this receipt was given for."`
	Source    string `placeholder:"NAME" help:"With --id or --author: the source that the message came from."`
	ID        string `xor:"what" placeholder:"ID" help:"Erase the message that the source knows by this id."`
	Author    string `placeholder:"HANDLE" help:"Erase everything of this author."`
	Objection bool   `help:"With --author: the person objects; nothing of theirs is taken any more."`
}

// Help is shown below the flags.
func (eraseCmd) Help() string {
	return `Removes text, labels and author and takes the messages out of every count. What was erased stays out: neither a retry nor another import of the same file brings it back. Capital letters in a handle make no difference. Files that were imported from, and their rejects files, are yours to clean.`
}

// Run erases one message or one author.
func (c *eraseCmd) Run(ctx context.Context, w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	return w.use(ctx, false, func(d *data) error {
		if err := c.erase(ctx, w, d); err != nil {
			return err
		}
		return d.scrubAll(ctx)
	})
}

func (c *eraseCmd) erase(ctx context.Context, w *world, d *data) error {
	if c.Receipt == "" {
		known, err := d.register(ctx)
		if err != nil {
			return err
		}
		if err := known.source(c.Source); err != nil {
			return err
		}
	}
	if c.ID == "" && c.Receipt == "" {
		return c.author(ctx, w, d)
	}
	id := d.keys.ReactionID(c.Source, c.ID)
	if c.Receipt != "" {
		var err error
		id, err = d.keys.Redeem(c.Receipt)
		if errors.Is(err, pseudonym.ErrReceipt) {
			return fmt.Errorf("--receipt: not given out for this store; is it complete?")
		} else if err != nil {
			return err
		}
	}
	n, err := store.Erasure{At: w.Now(), ID: id}.Do(ctx, d.ledger, d.store)
	if err != nil {
		return fmt.Errorf("erasing: %w", err)
	}
	if n == 0 {
		fmt.Fprintln(w.Out, "nothing of it is stored; should it still come, it stays out")
		return nil
	}
	fmt.Fprintln(w.Out, "1 message erased")
	return nil
}

// check trims what was typed or pasted, and refuses what names nothing.
func (c *eraseCmd) check() error {
	for _, s := range []*string{&c.Receipt, &c.Source, &c.ID, &c.Author} {
		*s = strings.TrimSpace(*s)
	}
	switch {
	case c.Receipt != "" && (c.Source != "" || c.Author != ""):
		return usage("--receipt: stands alone, without --source and --author")
	case c.Receipt == "" && c.ID == "" && c.Author == "":
		return usage("name what to erase: --receipt, or --source with --id or --author")
	case c.ID != "" && c.Author != "":
		return usage("--author: not together with --id, which finds the message by itself")
	case c.Receipt == "" && c.Source == "":
		return usage("--source: required with --id and --author")
	case c.Objection && c.Author == "":
		return usage("--objection: only with --source and --author")
	}
	return nil
}

func (c *eraseCmd) author(ctx context.Context, w *world, d *data) error {
	order := store.Erasure{At: w.Now(), Author: d.keys.AuthorKey(c.Source, c.Author), Until: w.Now(), Objection: c.Objection}
	n, err := order.Do(ctx, d.ledger, d.store)
	if err != nil {
		return fmt.Errorf("erasing after %d messages: %w", n, err)
	}
	said := messages(n) + " erased"
	if n == 0 {
		said = "0 messages erased: nothing of this author is stored; is the handle the one that the source uses?"
	}
	if c.Objection {
		said += "; nothing of this author is taken any more"
	}
	fmt.Fprintln(w.Out, said)
	return nil
}

func messages(n int) string {
	if n == 1 {
		return "1 message"
	}
	return thousands(n) + " messages"
}
