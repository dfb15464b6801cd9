package report_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"paradox/infra/store"
)

// document is the served OpenAPI document, decoded and nothing more: what the
// library that wrote it thinks of it does not count.
type document struct{ root map[string]any }

func documentOf(t *testing.T, w *world) document {
	t.Helper()
	var d document
	if err := json.Unmarshal(w.get("/openapi.json").Body.Bytes(), &d.root); err != nil {
		t.Fatal(err)
	}
	return d
}

// at walks the document down by names.
func (d document) at(names ...string) map[string]any {
	here := d.root
	for _, name := range names {
		here, _ = here[name].(map[string]any)
	}
	return here
}

// misfits lists what of v is not as the schema says, by JSON Schema 2020-12 as far
// as the document uses it.
func (d document) misfits(schema map[string]any, v any, at string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		return d.misfits(d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...), v, at)
	}
	if len(schema) == 0 {
		return []string{at + ": no schema"}
	}
	if either, ok := schema["anyOf"].([]any); ok {
		var all []string
		for _, s := range either {
			found := d.misfits(s.(map[string]any), v, at)
			if len(found) == 0 {
				return nil
			}
			all = append(all, found...)
		}
		return all
	}
	if !ofType(schema["type"], v) {
		return []string{fmt.Sprintf("%s: %T is not %v", at, v, schema["type"])}
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.ContainsFunc(enum, func(e any) bool { return reflect.DeepEqual(e, v) }) {
		return []string{fmt.Sprintf("%s: %v is none of %v", at, v, enum)}
	}
	var wrong []string
	switch v := v.(type) {
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, x := range v {
			wrong = append(wrong, d.misfits(items, x, at+"["+strconv.Itoa(i)+"]")...)
		}
	case map[string]any:
		wrong = d.object(schema, v, at)
	}
	return wrong
}

func (d document) object(schema, v map[string]any, at string) (wrong []string) {
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			wrong = append(wrong, fmt.Sprintf("%s lacks %s", at, name))
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, x := range v {
		p, ok := properties[name].(map[string]any)
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s.%s stands in no schema", at, name))
			continue
		}
		wrong = append(wrong, d.misfits(p, x, at+"."+name)...)
	}
	return wrong
}

func ofType(want, v any) bool {
	types, ok := want.([]any)
	if !ok {
		types = []any{want}
	}
	var is []any
	switch v := v.(type) {
	case nil:
		is = []any{"null"}
	case bool:
		is = []any{"boolean"}
	case string:
		is = []any{"string"}
	case float64:
		is = []any{"number"}
		if v == math.Trunc(v) {
			is = append(is, "integer")
		}
	case []any:
		is = []any{"array"}
	case map[string]any:
		is = []any{"object"}
	}
	return slices.ContainsFunc(is, func(x any) bool { return slices.Contains(types, x) })
}

// Every answer is as the document says, and the document covers what is null: with
// nothing counted, with too little, withheld, without a label, refused, and not new.
func TestAnswersKeepTheDocument(t *testing.T) {
	worlds := map[string]func(*world){
		"nothing": func(*world) {},
		"little":  func(w *world) { w.add(9, place{}, both) },
		"unread":  func(w *world) { w.add(40, place{language: "und"}, unread) },
		"some unread": func(w *world) {
			w.add(3, place{language: "und"}, unread)
			w.add(12, place{}, both)
		},
		"counts only": func(w *world) {
			w.add(12, place{}, both)
			w.add(12, place{}, offTopic)
		},
		"off topic": func(w *world) { w.add(30, place{}, offTopic) },
		"withheld": func(w *world) {
			w.add(7, place{channel: "call"}, concerned)
			w.add(23, place{channel: "ad"}, says(0, "C4", "R2-"))
			w.add(60, place{channel: "email", campaign: "spring"}, valued)
			w.add(3, place{channel: "email", campaign: "spring"}, says(0, "V1+", "R1-"))
		},
		"full": func(w *world) {
			w.golden(place{campaign: "spring"})
			w.golden(place{channel: "ad"})
			w.add(40, place{day: today.Add(-3), language: "pl"}, both)
		},
	}
	targets := map[string]int{
		"": 200, "?campaign=spring": 200, "?channel=call": 200, "?language=und": 200, "?campaign=spring&from=2026-11-20": 200, "?from=x": 422, "?chanel=ad": 422,
	}
	nulls := map[string]bool{}
	for name, fill := range worlds {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 0, "form")
			w.campaign(spring())
			w.campaign(store.Campaign{Name: "unsent", Start: "2026-11-01"})
			fill(w)
			d := documentOf(t, w)
			for _, report := range []string{"trend", "themes", "paradox"} {
				for query, status := range targets {
					path := "/v1/reports/" + report
					out := w.get(path + query)
					media, _, _ := strings.Cut(out.Header().Get("Content-Type"), ";")
					var v any
					if err := json.Unmarshal(out.Body.Bytes(), &v); err != nil || out.Code != status {
						t.Fatalf("%s%s: %d, %v", path, query, out.Code, err)
					}
					schema := d.at("paths", path, "get", "responses", strconv.Itoa(status), "content", media, "schema")
					for _, wrong := range d.misfits(schema, v, report) {
						t.Errorf("%s%s: %s", path, query, wrong)
					}
					findNulls(v, report, nulls)
				}
				tag := w.get("/v1/reports/" + report).Header().Get("ETag")
				if out := w.get("/v1/reports/"+report, "If-None-Match", tag); out.Code != http.StatusNotModified || d.at("paths", "/v1/reports/"+report, "get", "responses", "304") == nil {
					t.Errorf("%s: %d to who has it, which the document must list", report, out.Code)
				}
			}
		})
	}
	for _, name := range []string{
		"trend.about.covered", "trend.points.value", "trend.points.paradox_share",
		"themes.themes.messages", "themes.themes.share", "themes.demands_beside_neither",
		"paradox.segment", "paradox.segment.value", "paradox.tables.rows.figures.sentiment", "paradox.segment.index",
		"paradox.tables.rows.figures", "paradox.volume.concern_per_1000_sent", "paradox.segment.index.lift",
	} {
		if !nulls[name] {
			t.Errorf("no answer had %s as null: the test does not see it", name)
		}
	}
}

func findNulls(v any, at string, found map[string]bool) {
	switch v := v.(type) {
	case nil:
		found[at] = true
	case []any:
		for _, x := range v {
			findNulls(x, at, found)
		}
	case map[string]any:
		for name, x := range v {
			findNulls(x, at+"."+name, found)
		}
	}
}
