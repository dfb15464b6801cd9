package lambdalocal

import (
	"maps"
	"slices"
	"time"
)

// take finds an environment for inv: the one that was used last, or a new one. It
// counts the invocation as under way.
func (f *Function) take(inv *invocation) (e *environment, first bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, false, f.error(inv.id, &problem{Type: "ResourceNotFoundException", Message: "the function was closed", kind: ErrClosed})
	}
	if last := len(f.idle) - 1; last >= 0 {
		e, f.idle = f.idle[last], f.idle[:last]
		e.idle.Stop() // if it is too late for that, retire sees that e is busy
	} else if e, err = f.grow(inv.id); err != nil {
		return nil, false, err
	}
	first, e.used = !e.used, true
	f.busy[e] = inv
	f.under.Add(1)
	return e, first, nil
}

// grow starts an environment, under the lock: a process starts in a millisecond or two,
// and its init is waited for elsewhere.
func (f *Function) grow(id string) (*environment, error) {
	if f.slots >= f.c.Concurrency {
		return nil, f.error(id, &problem{Type: "TooManyRequestsException", Message: "Rate Exceeded", kind: ErrThrottled})
	}
	f.made++
	e, err := begin(f.c, f.made, f.out, f.left)
	if err != nil {
		return nil, f.error(id, &problem{Type: "Runtime.InvalidEntrypoint", Message: err.Error(), kind: ErrInit})
	}
	f.slots++
	f.all[e.number] = e
	return e, nil
}

// left forgets an environment whose process has ended.
func (f *Function) left(e *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.slots--
	delete(f.all, e.number)
	if i := slices.Index(f.idle, e); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
		e.idle.Stop()
	}
}

// free puts an environment back, unless its process has ended.
func (f *Function) free(e *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.busy, e)
	if f.all[e.number] == nil {
		return
	}
	f.idle = append(f.idle, e)
	e.idle = time.AfterFunc(f.c.Idle, func() { f.retire(e) })
}

// retire ends an environment that has been idle.
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
