// Package capacity says what a deployment needs and costs before it exists: which
// published limit is met first at a rate, how many shards the counters need, how
// many functions run at once, and what a month costs. It is arithmetic on limits
// and list prices; what it assumes of durations is in [Assumptions], and what it
// says of write units is held against a real engine by a test of that engine.
package capacity
