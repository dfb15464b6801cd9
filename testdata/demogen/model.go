package main

import (
	"paradox/analysis"
	"paradox/analysis/label"
	"paradox/analysis/redact"
)

// asAnalysed is the set with the labels that the analysis gives the redacted texts
// in place of those that people gave: the story as the charts will tell it.
func (s set) asAnalysed() set {
	out := set{placed: make([]placed, len(s.placed)), campaigns: s.campaigns}
	for i, p := range s.placed {
		text, _ := redact.Redact(p.message.Text)
		out.placed[i] = p
		out.placed[i].message = labelled(p.message, analysis.Analyze(text))
	}
	return out
}

// labelled is m with the labels of r.
func labelled(m *message, r label.Result) *message {
	out := *m
	out.Language, out.Stance, out.Irritation, out.Themes = r.Language, string(r.Stance()), r.Irritation, nil
	for _, t := range r.Themes {
		out.Themes = append(out.Themes, theme{t.Code, string(t.Polarity)})
	}
	return &out
}
