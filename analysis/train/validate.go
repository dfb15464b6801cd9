package train

import (
	"fmt"
	"slices"
	"sync"

	"paradox/analysis/labelled"
	"paradox/analysis/linear"
)

const foldCount = 4

// folds gives each message the fold of its writer. Writers are dealt out in the
// order in which they first appear.
func folds(messages []labelled.Message) ([]int, error) {
	var writers []string
	fold := make([]int, len(messages))
	for i, m := range messages {
		w := slices.Index(writers, m.Writer)
		if w < 0 {
			w = len(writers)
			writers = append(writers, m.Writer)
		}
		fold[i] = w % foldCount
	}
	if len(writers) < foldCount {
		return nil, fmt.Errorf("%d writers, want at least %d", len(writers), foldCount)
	}
	return fold, nil
}

// crossValidate returns the scores of every sample by a model that train made
// without any of its writer's.
func crossValidate(samples []sample, fold []int, train func([]sample) *linear.Model) [][]int64 {
	held := make([][]int64, len(samples))
	var wait sync.WaitGroup
	for f := range foldCount {
		wait.Go(func() {
			var others []sample
			for i, s := range samples {
				if fold[i] != f {
					others = append(others, s)
				}
			}
			scorer := linear.NewScorer(train(others))
			for i, s := range samples {
				if fold[i] == f {
					held[i] = slices.Clone(scorer.Score(s.clauses).Total)
				}
			}
		})
	}
	wait.Wait()
	return held
}
