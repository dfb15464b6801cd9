package lambdalocal

import (
	"maps"
	"runtime"
	"slices"
	"time"
)

// seat is an environment for an invocation, or why there is none.
type seat struct {
	e       *environment
	init    time.Duration // where it is the environment's first
	problem *problem
}

// starts is how many processes are started at a time: more would only be in each
// other's way.
var starts = max(2, runtime.NumCPU())

// admit counts an invocation as under way, if it may be.
func (f *Function) admit() *problem {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closed:
		return closed()
	case f.under >= f.c.Concurrency:
		return &problem{Type: "TooManyRequestsException", Message: "Rate Exceeded", kind: ErrThrottled}
	}
	f.under++
	f.work.Add(1)
	return nil
}

func closed() *problem {
	return &problem{Type: "ResourceNotFoundException", Message: "the function was closed", kind: ErrClosed}
}

// seat finds an environment: the one that was used last, or, where all are busy, the
// first that is free or newly started. One is started for everyone who waits, but
// whoever is free earlier takes the invocation: a moment in which all were slow does
// not end in a crowd of processes that start.
func (f *Function) seat() <-chan seat {
	w := make(chan seat, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if last := len(f.idle) - 1; last >= 0 {
		e := f.idle[last]
		f.idle = f.idle[:last]
		e.idle.Stop() // if it is too late for that, retire sees that e is not idle
		w <- f.taken(e)
		return w
	}
	if f.closed {
		w <- seat{problem: closed()}
		return w
	}
	f.waiting = append(f.waiting, w)
	f.grow()
	return w
}

// taken marks an environment as busy. It is called under the lock, as all below is
// whose comment does not say otherwise.
func (f *Function) taken(e *environment) seat {
	s := seat{e: e}
	if !e.served {
		e.served, s.init = true, e.init
	}
	f.busy[e] = true
	return s
}

// grow starts environments for those who wait.
func (f *Function) grow() {
	for f.starting < min(starts, len(f.waiting)) {
		f.starting++
		f.made++
		f.work.Add(1)
		go f.start(f.made)
	}
}

// start brings up an environment and gives it to somebody. It takes the lock itself.
func (f *Function) start(number int) {
	defer f.work.Done()
	e, err := begin(f.c, number, f.out, f.left)
	p := &problem{Type: "Runtime.InvalidEntrypoint", kind: ErrInit}
	if err != nil {
		p.Message = err.Error()
	} else if p = f.enter(e); p == nil {
		p = e.ready()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.starting--
	if p == nil {
		f.place(e)
	} else if w := f.first(); w != nil {
		w <- seat{problem: p}
	}
	f.grow()
}

// enter counts a new environment, unless the function was closed meanwhile. It takes
// the lock itself.
func (f *Function) enter(e *environment) *problem {
	f.mu.Lock()
	shut := f.closed
	if !shut && !e.left {
		f.all[e.number] = e
	}
	f.mu.Unlock()
	if shut {
		e.kill()
		return closed()
	}
	return nil
}

// first is whoever has waited longest, or nil.
func (f *Function) first() chan seat {
	if len(f.waiting) == 0 {
		return nil
	}
	w := f.waiting[0]
	f.waiting = f.waiting[1:]
	return w
}

// place gives an environment to whoever waits, or has it wait itself.
func (f *Function) place(e *environment) {
	if e.left {
		return
	}
	if w := f.first(); w != nil {
		w <- f.taken(e)
		return
	}
	f.idle = append(f.idle, e)
	e.idle = time.AfterFunc(f.c.Idle, func() { f.retire(e) })
}

// leave ends an invocation, and frees the environment that it had, if any. It takes
// the lock itself.
func (f *Function) leave(e *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.under--
	if e != nil {
		delete(f.busy, e)
		f.place(e)
	}
}

// left forgets an environment whose process has ended. It takes the lock itself.
func (f *Function) left(e *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e.left = true
	delete(f.all, e.number)
	if i := slices.Index(f.idle, e); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
		e.idle.Stop()
	}
}

// retire ends an environment that has been idle. It takes the lock itself.
func (f *Function) retire(e *environment) {
	f.mu.Lock()
	i := slices.Index(f.idle, e)
	if i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
	}
	f.mu.Unlock()
	if i >= 0 {
		e.kill()
	}
}

// Kill ends processes as kill -9 does, those of the environments with these numbers,
// or all where none is named, and returns how many there were, once they are gone. An
// invocation that one of them served fails and matches ErrCrashed.
func (f *Function) Kill(environments ...int) int {
	f.mu.Lock()
	var doomed []*environment
	for number, e := range f.all {
		if len(environments) == 0 || slices.Contains(environments, number) {
			doomed = append(doomed, e)
		}
	}
	f.mu.Unlock()
	for _, e := range doomed {
		e.kill()
	}
	return len(doomed)
}

// Environments returns the numbers of those that are there, in ascending order, and of
// those among them that serve an invocation.
func (f *Function) Environments() (all, busy []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for e := range f.busy {
		busy = append(busy, e.number)
	}
	slices.Sort(busy)
	return slices.Sorted(maps.Keys(f.all)), busy
}
