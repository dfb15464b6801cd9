//go:build generate

package main

import (
	"math"
	"slices"

	"paradox/analysis/language/internal/gram"
	"paradox/analysis/language/internal/table"
)

func features(text string) []uint32 {
	var keys []uint32
	for r := gram.NewReader(text); r.Next(); {
		keys = gram.Features(keys, r.Word())
	}
	return keys
}

// choose returns the features that say most about the language: those with the
// largest sum over languages of p·log(p/q), p their rate in the language and q
// that in all; English and Polish count most.
func choose(samples []sample, languages, rows int) []uint32 {
	counts := map[uint32][]float64{}
	totals := make([]float64, languages)
	for _, s := range samples {
		for _, k := range s.keys {
			if counts[k] == nil {
				counts[k] = make([]float64, languages)
			}
			counts[k][s.language]++
			totals[s.language]++
		}
	}
	type scored struct {
		key   uint32
		worth float64
	}
	var all []scored
	for k, n := range counts {
		sum := 0.0
		for _, c := range n {
			sum += c
		}
		if sum < 20 {
			continue
		}
		q, worth := 0.0, 0.0
		for l := range n {
			q += (n[l] + 0.5) / totals[l] / float64(languages)
		}
		for l := range n {
			p := (n[l] + 0.5) / totals[l]
			w := 1.0
			if l < 2 {
				w = 6
			}
			worth += w * p * math.Abs(math.Log(p/q))
		}
		all = append(all, scored{k, worth})
	}
	slices.SortFunc(all, func(a, b scored) int {
		if a.worth != b.worth {
			if a.worth > b.worth {
				return -1
			}
			return 1
		}
		return int(int64(a.key) - int64(b.key))
	})
	keys := make([]uint32, 0, rows)
	for _, s := range all[:min(rows, len(all))] {
		keys = append(keys, s.key)
	}
	slices.Sort(keys)
	return keys
}

const (
	epochs = 3
	rate   = 0.3
	decay  = 1e-7
)

// fit trains a softmax regression by AdaGrad over the chosen features.
func fit(samples []sample, keys []uint32, languages int) *table.Table {
	at := make(map[uint32]int, len(keys))
	for i, k := range keys {
		at[k] = i
	}
	w := make([]float64, (len(keys)+1)*languages) // the last row is the bias
	g := make([]float64, len(w))
	p := make([]float64, languages)
	for range epochs {
		for _, s := range samples {
			active := []int{len(keys)}
			for _, k := range s.keys {
				if i, ok := at[k]; ok {
					active = append(active, i)
				}
			}
			predict(p, w, active, languages)
			p[s.language]--
			for _, i := range active {
				row := w[i*languages : (i+1)*languages]
				sq := g[i*languages : (i+1)*languages]
				for l, d := range p {
					d += decay * row[l]
					sq[l] += d * d
					row[l] -= rate * d / math.Sqrt(1+sq[l])
				}
			}
		}
	}
	return quantise(w, keys, languages)
}

func predict(p, w []float64, active []int, languages int) {
	clear(p)
	for _, i := range active {
		for l, x := range w[i*languages : (i+1)*languages] {
			p[l] += x
		}
	}
	most, sum := slices.Max(p), 0.0
	for l := range p {
		p[l] = math.Exp(p[l] - most)
		sum += p[l]
	}
	for l := range p {
		p[l] /= sum
	}
}

func quantise(w []float64, keys []uint32, languages int) *table.Table {
	t := &table.Table{Keys: keys, Bias: make([]int32, languages), Weights: make([]int8, len(keys)*languages)}
	for i := range t.Weights {
		t.Weights[i] = int8(math.Round(min(max(w[i]*table.Scale, -127), 127)))
	}
	for l := range t.Bias {
		t.Bias[l] = int32(math.Round(w[len(keys)*languages+l] * table.Scale))
	}
	return t
}
