package store

import (
	"fmt"
	"strconv"
	"strings"
)

// Generation names what counters depend on. Counts of different generations are
// never added.
type Generation struct {
	Model    string // version
	Taxonomy string // version
	Zone     string // of the days, as "Europe/Warsaw"
	Build    int    // 1, and one more for each time that its counters were rebuilt
}

// String returns "model/taxonomy/zone", and with "#2" and so on when it was rebuilt.
func (g Generation) String() string {
	name := strings.Join([]string{g.Model, g.Taxonomy, g.Zone}, "/")
	if g.Build > 1 {
		name += "#" + strconv.Itoa(g.Build)
	}
	return name
}

// ParseGeneration reads what String writes.
func ParseGeneration(s string) (Generation, error) {
	g := Generation{Build: 1}
	name, build, rebuilt := strings.Cut(s, "#")
	if rebuilt {
		n, err := strconv.Atoi(build)
		if err != nil || n < 2 {
			return Generation{}, fmt.Errorf("generation %q: no build number after #", s)
		}
		g.Build = n
	}
	p := strings.SplitN(name, "/", 3)
	if len(p) != 3 || p[0] == "" || p[1] == "" || p[2] == "" {
		return Generation{}, fmt.Errorf("generation %q: want model/taxonomy/zone", s)
	}
	g.Model, g.Taxonomy, g.Zone = p[0], p[1], p[2]
	return g, nil
}

// Next is the same generation, rebuilt once more.
func (g Generation) Next() Generation {
	g.Build++
	return g
}

// Same reports whether labels of the two are the same, whichever build they are of.
func (g Generation) Same(h Generation) bool {
	g.Build, h.Build = 0, 0
	return g == h
}
