package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"paradox/infra/reaction"
	"paradox/infra/store"
)

var scanCases = []testCase{
	{"segments together hold everything once", func(e *env) {
		scanned(e)
		want := ids(all(e))
		for _, of := range []int{1, 2, 3, 7, 16} {
			var got []reaction.ID
			for n := range of {
				for _, page := range collect(e.t, "Scan", e.Scan(e.ctx, store.Segment{Number: n, Of: of})) {
					got = append(got, ids(page.Stored)...)
				}
			}
			if slices.Sort(got); !slices.Equal(want, got) {
				e.t.Errorf("%d segments hold %d, want %d, each once", of, len(got), len(want))
			}
		}
	}},
	{"goes on behind any page", func(e *env) {
		scanned(e)
		for _, of := range []int{1, 4} {
			for n := range of {
				seg := store.Segment{Number: n, Of: of}
				pages := collect(e.t, "Scan", e.Scan(e.ctx, seg))
				for i, page := range pages {
					if last := i == len(pages)-1; last != (page.After == "") {
						e.t.Fatalf("page %d of %d goes on at %q", i+1, len(pages), page.After)
					} else if last {
						break
					}
					seg.After = page.After
					rest := collect(e.t, "Scan", e.Scan(e.ctx, seg))
					if diff := cmp.Diff(pageIDs(pages[i+1:]), pageIDs(rest)); diff != "" {
						e.t.Fatalf("segment %d of %d behind page %d (-at once +resumed):\n%s", n, of, i+1, diff)
					}
				}
			}
		}
	}},
	{"goes on after the store was opened again", func(e *env) {
		scanned(e)
		pages := collect(e.t, "Scan", e.Scan(e.ctx, store.Segment{Of: 1}))
		e.reopen()
		rest := collect(e.t, "Scan", e.Scan(e.ctx, store.Segment{Of: 1, After: pages[0].After}))
		if diff := cmp.Diff(pageIDs(pages[1:]), pageIDs(rest)); len(pages) > 1 && diff != "" {
			e.t.Errorf("behind the first page (-at once +resumed):\n%s", diff)
		}
	}},
	{"an author's reactions follow each other in one segment", func(e *env) {
		scanned(e)
		for _, of := range []int{1, 5} {
			seen := map[reaction.AuthorKey]string{}
			for n := range of {
				var last reaction.AuthorKey
				for _, page := range collect(e.t, "Scan", e.Scan(e.ctx, store.Segment{Number: n, Of: of})) {
					for _, st := range page.Stored {
						a := st.Reaction.Author
						if a == "" || a == last {
							continue
						}
						if where, again := seen[a]; again {
							e.t.Fatalf("%s is in segment %d of %d apart from %s", a, n, of, where)
						}
						seen[a], last = fmt.Sprintf("segment %d", n), a
					}
				}
			}
		}
	}},
	{"names what is overdue until it is swept", func(e *env) {
		x, y, z := plain(1, author(1)), plain(2, ""), plain(3, author(1))
		z.Reaction.Expires = start.Add(48 * time.Hour)
		e.record([]store.Entry{x, y, z}, store.Recorded, store.Recorded, store.Recorded)
		e.overdue()
		e.clock.move(24 * time.Hour)
		e.overdue(id(1), id(2))
		e.expire(1, id(1))
		e.overdue(id(2))
		e.erase(id(2), true)
		e.overdue()
		e.verify(1, 1, 1)
	}},
	{"shows tombstones and nothing of them but the id", func(e *env) {
		e.record([]store.Entry{plain(1, author(1)), plain(2, "")}, store.Recorded, store.Recorded)
		e.erase(id(1), true)
		e.erase(id(2), true)
		e.erase(id(3), false)
		var want []store.Stored
		for i := 1; i <= 3; i++ {
			want = append(want, store.Stored{Entry: store.Entry{Reaction: reaction.Reaction{ID: id(i)}}, State: store.Tombstone})
		}
		e.holds(want...)
	}},
	{"an author's row is no reaction", func(e *env) {
		e.eraseAuthor(author(1), start, true, 0)
		e.holds()
		e.verify(0, 0, 0)
	}},
	{"a place that is none is refused, not begun again", func(e *env) {
		scanned(e)
		for _, err := range e.Scan(e.ctx, store.Segment{Of: 1, After: "no place of any store"}) {
			if err == nil {
				e.t.Errorf("Scan behind a place that is none yields a page")
			}
			return
		}
		e.t.Errorf("Scan behind a place that is none is no error")
	}},
	{"a cancelled context ends a scan between pages", func(e *env) {
		scanned(e)
		ctx, cancel := context.WithCancel(e.ctx)
		defer cancel()
		pages, errs := 0, []error(nil)
		for _, err := range e.Scan(ctx, store.Segment{Of: 1}) {
			if err != nil {
				errs = append(errs, err)
			}
			pages++
			cancel()
		}
		if pages > 1 && (pages != 2 || len(errs) != 1 || !errors.Is(errs[0], context.Canceled)) {
			e.t.Errorf("after %d pages: %v, want one context.Canceled", pages, errs)
		}
	}},
}

// scanned fills a store with more than any page: whole ones with author and without,
// stubs, overdue ones and tombstones.
func scanned(e *env) {
	e.t.Helper()
	for part := range 4 {
		var es []store.Entry
		for i := part * 400; i < part*400+400; i++ {
			x := plain(i, "")
			if i%5 > 0 {
				x.Reaction.Author = author(i % 37)
			}
			if i%7 == 0 {
				x.Reaction.Expires = start.Add(time.Duration(1+i%2) * time.Hour)
			}
			es = append(es, x)
		}
		e.record(es, slices.Repeat([]store.Outcome{store.Recorded}, len(es))...)
	}
	e.clock.move(time.Hour)
	e.sweep(115)
	e.clock.move(time.Hour)
	e.eraseAuthor(author(3), start, false, 32)
	for i := 0; i < 1600; i += 40 {
		if _, err := e.Erase(e.ctx, id(i)); err != nil {
			e.t.Fatalf("Erase: %v", err)
		}
	}
}

func ids(sts []store.Stored) (ids []reaction.ID) {
	for _, st := range sts {
		ids = append(ids, st.Reaction.ID)
	}
	return ids
}

func pageIDs(pages []store.Page) (all []reaction.ID) {
	for _, p := range pages {
		all = append(all, ids(p.Stored)...)
	}
	return all
}

// overdue expects a scan to name these.
func (e *env) overdue(want ...reaction.ID) {
	e.t.Helper()
	var got []reaction.ID
	for _, page := range collect(e.t, "Scan", e.Scan(e.ctx, store.Segment{Of: 1})) {
		got = append(got, page.Overdue...)
	}
	if slices.Sort(got); !slices.Equal(want, got) {
		e.t.Errorf("overdue are %v, want %v", got, want)
	}
}
