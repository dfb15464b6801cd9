package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// written.jsonl holds what was written for the demo alone: messages in languages
// that are not labelled, and messages with invented personal data to redact. Its
// addresses lie in domains reserved for examples, its British and American numbers
// in ranges reserved for fiction, its Polish numbers in an area's unassigned block;
// cards and accounts are the published test numbers, PESELs are of people not yet
// born.
//
//go:embed written.jsonl
var writtenFile string

// scatter places the messages written for the demo over the phases they fit.
func scatter(d dice) ([]placed, error) {
	ms, err := readMessages(strings.NewReader(writtenFile))
	if err != nil {
		return nil, fmt.Errorf("reading written.jsonl: %w", err)
	}
	var all []placed
	for _, m := range ms {
		ph, err := phaseOf(m, d)
		if err != nil {
			return nil, err
		}
		all = append(all, place([]*message{m}, campaignOf(m.Channel, ph), m.Channel, ph, m.Stance, d)...)
	}
	return all, nil
}

// phaseOf is the phase that m names, or one by chance, long ones more often.
func phaseOf(m *message, d dice) (int, error) {
	if m.Phase == "" {
		weights := make([]int, len(phases))
		for i := range phases {
			weights[i] = length(i)
		}
		return d.weighted(weights), nil
	}
	i := slices.IndexFunc(phases, func(p phase) bool { return p.name == m.Phase })
	if i < 0 {
		return 0, fmt.Errorf("message %s: no phase %q", m.ID, m.Phase)
	}
	return i, nil
}

// campaignOf is the campaign of the first stream that uses the channel in the phase.
func campaignOf(channel string, ph int) string {
	for _, s := range streams {
		if s.channel == channel && channel != "other" && s.flows[ph].perTenDays > 0 {
			return s.campaign
		}
	}
	return unassigned
}
