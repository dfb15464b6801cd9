package label

import "fmt"

// Family groups themes: value, concern, remedy, outcome.
type Family string

// The four families of the taxonomy.
const (
	Value   Family = "V" // what people get out of personalisation
	Concern Family = "C" // what they fear it costs
	Remedy  Family = "R" // transparency, control, rights
	Outcome Family = "T" // what it does to the relationship
)

// Taxonomy names the version of the theme list; it is part of every generation's name.
const Taxonomy = "t1"

// Theme is one of the fourteen subjects a reaction may speak of.
type Theme struct {
	Code   string // short code, for tables: "V1"
	Key    string // name in code and in the API: "relevance"
	Family Family
	Polar  bool   // carries "+" or "-"
	EN, PL string // display names
}

// Themes lists the fourteen themes in the order of the taxonomy.
var Themes = [...]Theme{
	{"V1", "relevance", Value, true, "Relevance", "Trafność"},
	{"V2", "convenience", Value, false, "Convenience", "Wygoda"},
	{"V3", "appreciation", Value, false, "Appreciation", "Docenianie personalizacji"},
	{"C1", "collection", Concern, false, "Excessive collection", "Nadmierne zbieranie danych"},
	{"C2", "surveillance", Concern, false, "Surveillance", "Śledzenie"},
	{"C3", "intrusion", Concern, false, "Intrusion", "Wkraczanie w prywatność"},
	{"C4", "access", Concern, false, "Unauthorised access", "Nieuprawniony dostęp"},
	{"C5", "misuse", Concern, false, "Misuse", "Nadużycie danych"},
	{"C6", "marketing_use", Concern, false, "Unwanted marketing", "Niechciany marketing"},
	{"C7", "sharing", Concern, false, "Third-party sharing", "Udostępnianie innym firmom"},
	{"R1", "transparency", Remedy, true, "Transparency", "Przejrzystość"},
	{"R2", "control", Remedy, true, "Control", "Kontrola nad danymi"},
	{"R3", "compliance", Remedy, true, "Legal compliance", "Zgodność z prawem"},
	{"T1", "trust", Outcome, true, "Trust", "Zaufanie"},
}

// Polarity is "+", "-" or, for themes without one, "".
type Polarity string

// The polarities.
const (
	None  Polarity = ""
	Plus  Polarity = "+"
	Minus Polarity = "-"
)

// Output is one theme with its polarity: what a model decides and a counter counts.
type Output struct {
	Code     string
	Polarity Polarity
}

// String returns the code followed by the polarity: "V1+", "C2".
func (o Output) String() string { return o.Code + string(o.Polarity) }

// NumOutputs is the number of theme and polarity pairs.
const NumOutputs = 19

// Outputs lists all theme and polarity pairs in taxonomy order, plus before minus.
var Outputs = func() (outs [NumOutputs]Output) {
	i := 0
	for _, t := range Themes {
		polarities := []Polarity{None}
		if t.Polar {
			polarities = []Polarity{Plus, Minus}
		}
		for _, p := range polarities {
			outs[i] = Output{t.Code, p}
			i++
		}
	}
	return outs
}()

// OutputIndex returns the place of o in [Outputs], or an error if there is no such pair.
func OutputIndex(o Output) (int, error) {
	for i, x := range Outputs {
		if x == o {
			return i, nil
		}
	}
	return 0, fmt.Errorf("label: no output %q", o.String())
}

// ThemeOf returns the theme with that code; the zero Theme if there is none.
func ThemeOf(code string) Theme {
	for _, t := range Themes {
		if t.Code == code {
			return t
		}
	}
	return Theme{}
}

// IsValue reports whether the output counts as value: V1+, V2 or V3.
// V1- is a personalisation that failed, not a cost and not a benefit.
func (o Output) IsValue() bool { return ThemeOf(o.Code).Family == Value && o.Polarity != Minus }

// IsConcern reports whether the output counts as privacy concern: any C code.
func (o Output) IsConcern() bool { return ThemeOf(o.Code).Family == Concern }
