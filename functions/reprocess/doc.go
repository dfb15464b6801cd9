// Package reprocess goes over everything that is stored: the nightly pass, the
// recount that proves the counters, and the rebuilding of a generation's counters.
//
// # The nightly pass
//
// [Pass.Run] first replays the last days of the ledger of erasures, so that what an
// erasure missed is gone within a day. One that does not succeed is passed over, told of
// at the end and tried again the next night: it holds up neither the others nor the
// retention of everybody else's. Then the pass reads the reactions once, in segments
// side by side. From that one scan it recounts and compares with the counters, writes
// the weekly summaries and notes what is overdue. Once the scan has ended it expires
// that, and compacts the counters of weeks that are over. Nothing expires while the
// scan runs, because what expires moves to another place, where the scan would come
// upon it again.
//
// A pass keeps its scan to a rate of read units, stops before its context's deadline
// and goes on from a checkpoint, which [Checkpoints] keep. The checkpoint holds all
// that was found out so far, sums and the author in hand included: a pass that was cut
// off anywhere and taken up again finds what one in a single piece finds, and no part
// begins anew.
//
// # Memory
//
// What a pass holds does not grow with the number of reactions, but with that of
// counter rows (about 0.5 KB each), of summaries (about 0.1 KB each, one for each week
// and slice) and of phrases that are being counted, which [Pass.MaxPhrases] bounds.
//
// # Rebuilding
//
// A [Rebuild] makes a generation beside the live one, complete and proven, and
// switches to it; see there.
package reprocess
