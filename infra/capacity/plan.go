package capacity

import (
	"math"
	"time"
)

// Need is one limit with what a rate asks of it.
type Need struct {
	Limit string
	Asked float64 // in the limit's unit, with one shard
	Max   float64
}

// Share is how much of the limit is used; from 1 on it is met.
func (n Need) Share() float64 { return n.Asked / n.Max }

// Plan is what a rate of reactions needs.
type Plan struct {
	Rate         float64 // reactions a second, one form post each
	Batch        int     // reactions in a batch, as the window fills it
	First        Need    // the limit that is met first, if nothing is sharded
	Shards       int     // of the counters
	Conflicts    float64 // share of a transaction's tries that meet another, with these shards
	FourTries    float64 // share of batches that need more than three tries
	Classifying  int     // classify functions at once
	Accepting    int     // intake functions at once
	InFlight     int     // messages held or waiting for their batch
	WritesSecond float64 // write units a second, both tables
	Enough       bool    // the shards bear the rate; where they do not, the rest means nothing
	Over         []Need  // limits that are still exceeded with the shards
	Month        Cost
}

// maxFourTries is the bound that chooses the shards: fewer batches than that need
// more than three tries.
const maxFourTries = 0.05

// MaxShards bounds the search: a reader asks each shard.
const MaxShards = 64

// scopeHeadroom is how much of a partition key's units a plan uses at most.
const scopeHeadroom = 0.7

// For plans a rate of reactions a second that come evenly, each as a message of its
// own, of one campaign in two languages: the hottest rows that there are.
func For(rate float64, a Assumptions, p Prices) Plan {
	plan := Plan{Rate: rate, Batch: a.batch(rate)}
	mix := plan.mix()
	batches := rate / float64(plan.Batch)
	for shards := 1; shards <= MaxShards && !plan.enough(mix, batches); shards *= 2 {
		plan.Shards = shards
		plan.Conflicts = conflicts(batches/float64(shards), a.Transaction)
		plan.FourTries = math.Pow(plan.Conflicts, 3)
	}
	plan.Enough = plan.enough(mix, batches)
	tries := 1 / (1 - plan.Conflicts)
	busy := a.PerBatch + time.Duration(tries*float64(a.Transaction)) + time.Duration(plan.Batch)*a.PerText
	plan.Classifying = whole(batches * busy.Seconds())
	plan.Accepting = whole(rate * a.Accept.Seconds())
	plan.InFlight = whole(rate * (a.Window + busy).Seconds())
	// Each post also counts its sender, claims its idempotency key and settles the claim.
	plan.WritesSecond = batches*mix.Units() + 3*rate
	needs := plan.needs(batches, a)
	for _, n := range needs {
		if n.Share() > plan.First.Share() || plan.First.Limit == "" {
			plan.First = n
		}
		if n.Limit != limitScope && n.Limit != limitConflicts && n.Share() > 1 {
			plan.Over = append(plan.Over, n)
		}
	}
	plan.Month = month(plan, mix, busy, a, p)
	return plan
}

// enough reports whether the shards bear the batches.
func (p Plan) enough(m Mix, batches float64) bool {
	return p.Shards > 0 && p.FourTries < maxFourTries &&
		scopeWrites(m, batches)/float64(p.Shards) <= scopeHeadroom*ScopeWrites
}

// The names of the limits.
const (
	limitScope     = "write units of one counter partition"
	limitConflicts = "transactions on one row at once"
	limitTable     = "write units of a table"
	limitGateway   = "requests of the HTTP API"
	limitMapping   = "batches of the event source mapping"
	limitFunctions = "functions of the account at once"
	limitQueue     = "messages of the queue in flight"
)

// needs lists the limits with what is asked of them where nothing is sharded.
func (p Plan) needs(batches float64, a Assumptions) []Need {
	reactions := batches * float64(TransactionUnits*p.Batch)
	counters := scopeWrites(p.mix(), batches) + 2*p.Rate
	return []Need{
		{limitScope, scopeWrites(p.mix(), batches), ScopeWrites},
		{limitConflicts, batches * a.Transaction.Seconds(), -math.Log(1 - math.Cbrt(maxFourTries))},
		{limitTable, max(reactions, counters), TableWrites},
		{limitGateway, p.Rate, GatewayRequests},
		{limitMapping, float64(p.Classifying), MappingConcurrency},
		{limitFunctions, float64(p.Classifying + p.Accepting), FunctionConcurrency},
		{limitQueue, float64(p.InFlight), QueueInFlight},
	}
}

// mix is one campaign in two languages, without authors: a batch moves the rows of
// the campaign and of all campaigns in each language.
func (p Plan) mix() Mix {
	return Mix{Batch: p.Batch, Rows: min(4, 2*p.Batch), Generations: 1, KB: 1}
}

// batch returns how many messages a batch has. The mapping's pollers share what
// comes within a window.
func (a Assumptions) batch(rate float64) int {
	return min(a.MaxBatch, max(1, int(rate*a.Window.Seconds()/MappingStart)))
}

// scopeWrites returns the write units a second that the counter rows of all batches
// take.
func scopeWrites(m Mix, batches float64) float64 {
	return batches * float64(TransactionUnits*m.Rows*m.Generations)
}

// conflicts returns the share of tries that find one of their rows in another's
// transaction: with tries that begin independently at a rate λ and hold their rows
// for d, 1 − e^(−λ·d), where a try that failed is made again and adds to λ.
func conflicts(rate float64, d time.Duration) float64 {
	share := 0.0
	for range 50 {
		share = 1 - math.Exp(-rate/(1-min(share, 0.9))*d.Seconds())
	}
	return share
}

func whole(x float64) int { return int(math.Ceil(x)) }
