package bolt_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"paradox/infra/queue"
	"paradox/infra/queue/bolt"
)

// BenchmarkSend measures durable sending of messages of 1 KiB.
func BenchmarkSend(b *testing.B) {
	for _, senders := range []int{1, 16} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			q, err := bolt.Open(filepath.Join(b.TempDir(), "queue"), bolt.Options{Visibility: time.Minute, Now: time.Now})
			if err != nil {
				b.Fatal(err)
			}
			defer q.Close()
			m := queue.Message{Body: bytes.Repeat([]byte("x"), 1<<10), Group: "shop"}
			run := func(more func() bool) {
				for more() {
					if err := q.Send(b.Context(), m); err != nil {
						b.Error(err)
					}
				}
			}
			b.SetBytes(1 << 10)
			b.SetParallelism(max(1, senders/runtime.GOMAXPROCS(0)))
			if senders == 1 {
				run(b.Loop)
			} else {
				b.RunParallel(func(pb *testing.PB) { run(pb.Next) })
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// BenchmarkTurnover measures a message's whole way: sent, received in tens,
// acknowledged.
func BenchmarkTurnover(b *testing.B) {
	q, err := bolt.Open(filepath.Join(b.TempDir(), "queue"), bolt.Options{Visibility: time.Minute, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer q.Close()
	ms := make([]queue.Message, 10)
	for i := range ms {
		ms[i] = queue.Message{Body: bytes.Repeat([]byte("x"), 1<<10)}
	}
	for b.Loop() {
		if err := q.Send(b.Context(), ms...); err != nil {
			b.Fatal(err)
		}
		ds, err := q.Receive(b.Context(), len(ms))
		if err != nil || len(ds) != len(ms) {
			b.Fatalf("Receive = %d, %v", len(ds), err)
		}
		if err := q.Ack(b.Context(), ds...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(ms)*b.N)/b.Elapsed().Seconds(), "messages/s")
}
