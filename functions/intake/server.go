package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"paradox/infra/pseudonym"
	"paradox/infra/queue"
	"paradox/infra/reaction"
	"paradox/infra/register"
	"paradox/infra/store"
	"paradox/infra/web"
)

// FormSource is the source that feedback is counted under.
var FormSource = register.Form

// Server answers the intake routes. Its fields must be set before Routes and not
// change afterwards.
type Server struct {
	Keys    pseudonym.Keys
	Queue   queue.Sender
	Control store.Control
	Now     func() time.Time
	Log     *slog.Logger
	// Operator is who collects, as the form names them.
	Operator string
	// Contact is where people reach the operator about their data; the form shows it.
	Contact string
	// Limit is how many feedbacks are taken from one address in ten minutes, 0 for any
	// number. Programs that may hand in mentions are not limited.
	Limit int

	names *register.Cache
}

// Routes registers POST /v1/feedback, POST /v1/mentions and GET /form/{campaign}.
func (s *Server) Routes(api huma.API) {
	s.names = &register.Cache{From: s.Control, Now: s.Now}
	s.feedbackRoute(api)
	s.mentionsRoute(api)
	s.formRoute(api)
}

// preparer returns a Preparer that knows the register as it stands.
func (s *Server) preparer(ctx context.Context) (Preparer, error) {
	names, err := s.names.Names(ctx)
	if err != nil {
		return Preparer{}, web.Unavailable(err)
	}
	retention := func(source string) time.Duration { return names.Sources[source].Retention }
	return Preparer{Keys: s.Keys, Retention: retention, Now: s.Now}, nil
}

// send queues reactions of one source and returns when they are durable.
func (s *Server) send(ctx context.Context, source string, rs []reaction.Reaction) error {
	bodies, err := reaction.Encode(rs)
	if err != nil {
		return err
	}
	ms := make([]queue.Message, len(bodies))
	for i, b := range bodies {
		ms[i] = queue.Message{Body: b, Group: source}
	}
	if err := s.Queue.Send(ctx, ms...); err != nil {
		return web.Unavailable(fmt.Errorf("queueing %d reactions of %s: %w", len(rs), source, err))
	}
	return nil
}

// problem turns a refusal into the answer to a single message.
func problem(err error) error {
	var r *Refusal
	if !errors.As(err, &r) {
		return err
	}
	status := http.StatusUnprocessableEntity
	if r.Code == TextTooLong {
		status = http.StatusRequestEntityTooLarge
	}
	return web.Problem(status, string(r.Code), "The message was not taken.", web.InvalidParam{Field: r.Field, Reason: r.Reason})
}
