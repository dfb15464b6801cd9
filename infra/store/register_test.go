package store_test

import (
	"strings"
	"testing"
	"time"

	"paradox/infra/store"
)

func TestCampaignCheck(t *testing.T) {
	good := store.Campaign{
		Name: "spring-26", Start: "2026-03-01", End: "2026-03-01", Sent: map[string]int64{"email": 0},
		Notes: []store.Note{{Day: "2026-03-01", Text: "start"}},
	}
	tests := []struct {
		name  string
		spoil func(*store.Campaign)
		field string // named by the error; "" for none
	}{
		{"good", func(*store.Campaign) {}, ""},
		{"still running", func(c *store.Campaign) { c.End = "" }, ""},
		{"empty name", func(c *store.Campaign) { c.Name = "" }, "name"},
		{"upper case", func(c *store.Campaign) { c.Name = "Spring" }, "name"},
		{"leading dash", func(c *store.Campaign) { c.Name = "-spring" }, "name"},
		{"all campaigns", func(c *store.Campaign) { c.Name = store.AllCampaigns }, "name"},
		{"reserved", func(c *store.Campaign) { c.Name = "unassigned" }, "name"},
		{"longest name", func(c *store.Campaign) { c.Name = strings.Repeat("a", 40) }, ""},
		{"too long", func(c *store.Campaign) { c.Name = strings.Repeat("a", 41) }, "name"},
		{"line break", func(c *store.Campaign) { c.Name = "spring\n" }, "name"},
		{"no start", func(c *store.Campaign) { c.Start = "" }, "start"},
		{"bad end", func(c *store.Campaign) { c.End = "2026-13-01" }, "end"},
		{"ends before", func(c *store.Campaign) { c.End = "2026-02-28" }, "end"},
		{"no such channel", func(c *store.Campaign) { c.Sent = map[string]int64{"fax": 1} }, "sent"},
		{"negative volume", func(c *store.Campaign) { c.Sent = map[string]int64{"email": -1} }, "sent"},
		{"note without day", func(c *store.Campaign) { c.Notes = []store.Note{{Text: "x"}} }, "notes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := good
			tt.spoil(&c)
			checkNames(t, c.Check(), tt.field)
		})
	}
}

func TestSourceCheck(t *testing.T) {
	good := store.Source{Name: "shop", Purpose: "improve the shop", Basis: "consent", Retention: 24 * time.Hour}
	tests := []struct {
		name  string
		spoil func(*store.Source)
		field string
	}{
		{"good", func(*store.Source) {}, ""},
		{"bad name", func(s *store.Source) { s.Name = "the shop" }, "name"},
		{"reserved", func(s *store.Source) { s.Name = "unassigned" }, "name"},
		{"no purpose", func(s *store.Source) { s.Purpose = "" }, "purpose"},
		{"no basis", func(s *store.Source) { s.Basis = "" }, "basis"},
		{"too short", func(s *store.Source) { s.Retention = 24*time.Hour - 1 }, "retention"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := good
			tt.spoil(&s)
			checkNames(t, s.Check(), tt.field)
		})
	}
}

// checkNames expects no error for no field, else one that names it.
func checkNames(t *testing.T, err error, field string) {
	t.Helper()
	switch {
	case field == "" && err != nil:
		t.Errorf("Check = %v, want nil", err)
	case field != "" && (err == nil || !strings.Contains(err.Error(), field)):
		t.Errorf("Check = %v, want an error naming %q", err, field)
	}
}
