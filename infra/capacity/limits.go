package capacity

import "time"

// Limits as AWS publishes them. Quotas that an account can have raised say so.
const (
	// ScopeWrites is how many write units a second one partition key takes
	// (DynamoDB developer guide, "Best practices for designing partition keys").
	ScopeWrites = 1000
	// TableWrites is how many write units a second an on-demand table takes (default
	// quota, can be raised; a new table starts at 4,000 and grows as it is used).
	TableWrites = 40000
	// TransactionActions and TransactionUnits: at most so many actions in a
	// transaction, and each write costs twice what it does alone.
	TransactionActions = 100
	TransactionUnits   = 2
	// QueueInFlight is how many messages of a standard queue may be held at once.
	QueueInFlight = 120000
	// QueueBatch is how many messages an SQS call sends, receives or deletes.
	QueueBatch = 10
	// MappingConcurrency is how many batches an event source mapping works on at once
	// at most; it starts with MappingStart and adds up to 300 a minute.
	MappingConcurrency = 1000
	MappingStart       = 5
	// FunctionConcurrency is how many functions an account runs at once in a region
	// (default quota, can be raised; a new account may begin with 10).
	FunctionConcurrency = 1000
	// GatewayRequests is how many requests a second an HTTP API takes per account and
	// region (default quota, can be raised).
	GatewayRequests = 10000
)

// Assumptions are what the limits are applied to. None is a promise of AWS's; a
// deployment that measures others puts its own in.
type Assumptions struct {
	Transaction time.Duration // how long a transaction holds its rows
	PerBatch    time.Duration // a batch's time besides the transaction and the labelling
	PerText     time.Duration // labelling one text
	Accept      time.Duration // accepting one form post: count of the sender, claim, redaction, send, settle
	Window      time.Duration // the event source mapping waits so long to fill a batch
	MaxBatch    int           // messages in a batch at most
	Memory      float64       // of classify, GB, as in template.yaml; a form post is priced with half of it, which is more than it has
	Nightly     time.Duration // of the nightly pass, with twice that memory: its whole time in template.yaml
	Views       float64       // dashboard views a month
	ViewReads   float64       // read units a view costs
	LogBytes    float64       // logged per reaction, bytes
}

// Assumed are the assumptions of the README's tables. Labelling was measured at
// about 30 µs a text on a server core; a function of this memory has half of one, and the rest is room.
var Assumed = Assumptions{
	Transaction: 50 * time.Millisecond, PerBatch: 50 * time.Millisecond, PerText: 200 * time.Microsecond,
	Accept: 40 * time.Millisecond, Window: 2 * time.Second, MaxBatch: 50,
	Memory: 1, Nightly: 15 * time.Minute, Views: 10000, ViewReads: 2600, LogBytes: 300,
}

// Prices are list prices in US dollars.
type Prices struct {
	Region, Noted             string
	WriteUnits, ReadUnits     float64 // a million
	StoredGB                  float64 // a month
	QueueRequests             float64 // a million
	FunctionCalls             float64 // a million
	FunctionGBSecond          float64 // arm64
	GatewayRequests, LoggedGB float64 // a million; one
}

// Listed are the prices of the README's tables: look them up again before relying
// on them.
var Listed = Prices{
	Region: "us-east-1", Noted: "2025",
	WriteUnits: 0.625, ReadUnits: 0.125, StoredGB: 0.25, QueueRequests: 0.40,
	FunctionCalls: 0.20, FunctionGBSecond: 0.0000133334, GatewayRequests: 1.00, LoggedGB: 0.50,
}
