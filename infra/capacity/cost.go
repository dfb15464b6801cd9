package capacity

import "time"

// Cost is what a month of 30 days costs, in US dollars by list price.
type Cost struct {
	Writes, Reads, Stored  float64 // DynamoDB; stored is what one month adds
	Queue, Functions, HTTP float64
	Logs                   float64
	Million                float64 // of reactions: the total divided by them
}

// Total is the sum.
func (c Cost) Total() float64 {
	return c.Writes + c.Reads + c.Stored + c.Queue + c.Functions + c.HTTP + c.Logs
}

const (
	million    = 1e6
	gigabyte   = 1 << 30
	monthHours = 720
	kilobyte   = 1024
)

// month prices a plan that runs all month at its rate.
func month(p Plan, m Mix, busy time.Duration, a Assumptions, prices Prices) Cost {
	seconds := float64(monthHours * 3600)
	n := p.Rate * seconds
	batches := n / float64(p.Batch)
	stored := n * m.KB * kilobyte / gigabyte
	c := Cost{
		Writes: p.WritesSecond * seconds / million * prices.WriteUnits,
		// The nightly pass reads everything once a night, 4 KB a unit.
		Reads:  (a.Views*a.ViewReads + 30*stored*gigabyte/(4*kilobyte)) / million * prices.ReadUnits,
		Stored: stored * prices.StoredGB,
		// A send for each, and a receive and a delete for ten.
		Queue: (n + 2*n/float64(min(QueueBatch, p.Batch))) / million * prices.QueueRequests,
		HTTP:  n / million * prices.GatewayRequests,
		Logs:  n * a.LogBytes / gigabyte * prices.LoggedGB,
	}
	gbSeconds := batches*busy.Seconds()*a.Memory + n*a.Accept.Seconds()*a.Memory/2 + 30*a.Nightly.Seconds()*a.Memory*2
	c.Functions = (n+batches)/million*prices.FunctionCalls + gbSeconds*prices.FunctionGBSecond
	c.Million = c.Total() / (n / million)
	return c
}
