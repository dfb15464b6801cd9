package privacy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/pseudonym"
	"paradox/infra/reaction"
	"paradox/infra/store"
	"paradox/infra/web"
	"paradox/infra/web/access"
)

// Server answers the privacy routes. Its fields must be set before Routes and
// not change afterwards.
type Server struct {
	Keys    pseudonym.Keys
	Store   store.Reactions
	Ledger  store.Ledger  // an erasure is noted there before it is carried out, or not at all
	Control store.Control // knows the sources
	Now     func() time.Time
	Log     *slog.Logger
	// Backups is how long an erased text lives on in backups and in what the
	// queue put aside. Answers name the day by which it is gone; zero says that
	// there are none.
	Backups time.Duration
	// Limit is how many erasures by receipt one address may ask for in ten minutes, 0
	// for any number. The privacy officer is not limited.
	Limit int
}

// Routes registers POST /v1/erasures and GET /erase.
func (s *Server) Routes(api huma.API) {
	s.erasureRoute(api)
	s.pageRoute(api)
}

// kind says what an erasure was asked for by.
type kind string

const (
	byReceipt kind = "receipt"
	byMessage kind = "message"
	byAuthor  kind = "author"
)

// erase does what the request asks for. Its errors are problems.
func (s *Server) erase(ctx context.Context, e erasure) (erased, error) {
	e.trim()
	k, err := e.kind()
	if err != nil {
		return erased{}, err
	}
	if k != byReceipt {
		if err := mayName(ctx); err != nil {
			return erased{}, err
		}
		if err := s.registered(ctx, e.Source); err != nil {
			return erased{}, err
		}
	}
	now := s.Now().UTC()
	out := erased{Removed: 0, ErasedAt: now.Truncate(time.Second)}
	switch k {
	case byAuthor:
		out.Removed, err = s.eraseAuthor(ctx, e, now)
	default:
		out.Removed, err = s.eraseMessage(ctx, k, e, now)
	}
	if err != nil {
		return erased{}, err
	}
	out.describe(k, e, s.Backups)
	return out, nil
}

// The codes of who named more than they may.
const (
	notOfficerCode = "receipt_required"
	withheldCode   = "session_withheld"
)

// officer is what it takes to erase without a receipt.
var officer = access.Need{Role: access.Officer}

// mayName refuses those who name a source's message or author without being the
// privacy officer.
func mayName(ctx context.Context) error {
	who, err := access.From(ctx)
	if err != nil || who.May(officer) {
		return err
	}
	if who.Withheld >= officer.Role {
		return web.Problem(http.StatusForbidden, withheldCode, web.WithheldSession)
	}
	return web.Problem(http.StatusForbidden, notOfficerCode, "Without the receipt only the privacy officer can erase.",
		web.InvalidParam{Field: "receipt", Reason: "required here"})
}

// registered refuses a source that nobody registered. Nothing was ever taken from
// it: a slip would be answered as if everything were gone.
func (s *Server) registered(ctx context.Context, name string) error {
	sources, err := s.Control.Sources(ctx)
	if err != nil {
		return web.Unavailable(fmt.Errorf("reading sources: %w", err))
	}
	if slices.ContainsFunc(sources, func(known store.Source) bool { return known.Name == name }) {
		return nil
	}
	return web.Problem(http.StatusUnprocessableEntity, "source_unknown", "Nothing was erased: there is no such source.",
		web.InvalidParam{Field: "source", Reason: "not a registered source"})
}

func (s *Server) eraseAuthor(ctx context.Context, e erasure, now time.Time) (int, error) {
	author := s.Keys.AuthorKey(e.Source, e.Author)
	n, err := store.Erasure{At: now, Author: author, Until: now, Objection: bool(e.Objection)}.Do(ctx, s.Ledger, s.Store)
	if err != nil {
		return 0, unfinished(fmt.Errorf("erasing author %s after %d: %w", author, n, err))
	}
	s.record(ctx, byAuthor, string(author), n, slog.Bool("objection", bool(e.Objection)))
	return n, nil
}

func (s *Server) eraseMessage(ctx context.Context, k kind, e erasure, now time.Time) (int, error) {
	id, err := s.id(k, e)
	if err != nil {
		return 0, err
	}
	if k == byReceipt {
		if err := s.limited(ctx); err != nil {
			return 0, err
		}
	}
	n, err := store.Erasure{At: now, ID: id}.Do(ctx, s.Ledger, s.Store)
	if err != nil {
		return 0, unfinished(fmt.Errorf("erasing %s: %w", id, err))
	}
	s.record(ctx, k, string(id), n)
	return n, nil
}

// The codes of an erasure that failed. Whoever asked has to know whether it is
// noted, so that a replay completes it, or whether nothing has happened.
const (
	notNotedCode   = "not_noted"
	unfinishedCode = "unfinished"
)

func unfinished(err error) error {
	code := unfinishedCode
	if errors.Is(err, store.ErrNotNoted) {
		code = notNotedCode
	}
	return web.Problem(http.StatusServiceUnavailable, code, err.Error())
}

// id names the reaction that a receipt or a source's id stands for.
func (s *Server) id(k kind, e erasure) (reaction.ID, error) {
	if k == byMessage {
		return s.Keys.ReactionID(e.Source, e.ID), nil
	}
	id, err := s.Keys.Redeem(e.Receipt)
	if errors.Is(err, pseudonym.ErrReceipt) {
		return "", web.Problem(http.StatusNotFound, "receipt_unknown", "This is not a receipt that was given out here. Please check that it is complete.",
			web.InvalidParam{Field: "receipt", Reason: "not known here"})
	}
	return id, err
}

// record writes the line that proves the erasure: what was named by its
// pseudonym, and how much went.
func (s *Server) record(ctx context.Context, k kind, id string, removed int, more ...slog.Attr) {
	attrs := append([]slog.Attr{
		slog.String("request_id", web.RequestID(ctx)), slog.String("by", string(k)), slog.String("id", id), slog.Int("removed", removed),
	}, more...)
	s.Log.LogAttrs(ctx, slog.LevelInfo, "erasure", attrs...)
}
