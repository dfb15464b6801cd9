package queuetest

import "time"

var holdCases = []testCase{
	{"held is not delivered until its new time runs out", func(e *env) {
		e.send("a")
		d := e.receive("a")[0]
		e.quiet(e.visibility * 2 / 3)
		began := time.Now()
		if err := e.Hold(e.ctx, d); err != nil {
			e.t.Fatalf("Hold: %v", err)
		}
		e.quiet(e.visibility * 2 / 3) // longer by a third than it was held at first
		if d := e.again("a")[0]; d.Received != 2 {
			e.t.Errorf("received %d times, want 2: holding is no delivery", d.Received)
		}
		e.took("the second delivery", began, e.visibility)
	}},
	{"held again and again, and still settled by the same receipt", func(e *env) {
		e.send("a", "b")
		ds := e.receive("a", "b")
		for range 2 {
			e.quiet(e.visibility * 2 / 3)
			if err := e.Hold(e.ctx, ds[0], ds[0], ds[1]); err != nil {
				e.t.Fatalf("Hold: %v", err)
			}
		}
		e.ack(ds[0])
		if err := e.Retry(e.ctx, 0, ds[1]); err != nil {
			e.t.Fatalf("Retry: %v", err)
		}
		e.ack(e.receive(string(ds[1].Body))...)
		e.quiet(e.visibility * 3 / 2)
	}},
	{"nothing to hold", func(e *env) {
		if err := e.Hold(e.ctx); err != nil {
			e.t.Errorf("Hold: %v", err)
		}
	}},
}
