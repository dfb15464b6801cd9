package train

import (
	"math"
	"math/rand/v2"
)

// example is a vector of unit length with what each head should say of it.
type example struct {
	rows   []int32
	values []float32
	target []int8    // +1, -1, or 0 where the head is not to learn from this example
	weight float32   // of its loss
	offset []float32 // scores that are given beforehand, per head; nil for none
}

// solution holds the weights of all heads, [row][head], and their biases.
type solution struct {
	weights []float32
	biases  []float32
}

// problem is what solve needs beside the examples.
type problem struct {
	rows, heads int
	passes      int
	cost        costs
	bias        float32 // value of the constant feature that every example has; 0 for none
}

// solve minimises, for every head, half the squared weights plus the weighted
// squared hinge losses, by passes of dual coordinate descent in an order that the
// seed fixes.
func solve(examples []example, p problem) solution {
	s := solver{
		problem:  p,
		solution: solution{make([]float32, p.rows*p.heads), make([]float32, p.heads)},
		dual:     make([]float32, len(examples)*p.heads),
		square:   make([]float32, len(examples)),
		margin:   make([]float32, p.heads),
		step:     make([]float32, p.heads),
	}
	order := make([]int, len(examples))
	for i, e := range examples {
		order[i] = i
		s.square[i] = float32(p.bias * p.bias)
		for _, v := range e.values {
			s.square[i] += float32(v * v)
		}
	}
	random := rand.New(rand.NewPCG(seed, uint64(len(examples))))
	for range p.passes {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			s.visit(i, &examples[i])
		}
	}
	return s.solution
}

const seed = 20261125

// plus adds another solution for the same vocabulary and heads, at a share of its weight.
func (s solution) plus(o solution, share float32) solution {
	sum := solution{make([]float32, len(s.weights)), make([]float32, len(s.biases))}
	for i, w := range s.weights {
		sum.weights[i] = w + float32(share*o.weights[i])
	}
	for h, b := range s.biases {
		sum.biases[h] = b + float32(share*o.biases[h])
	}
	return sum
}

type solver struct {
	problem
	solution
	dual   []float32 // [example][head]
	square []float32 // squared length of each example
	margin []float32
	step   []float32
}

func (s *solver) visit(i int, e *example) {
	for h, b := range s.biases {
		s.margin[h] = float32(s.bias * b)
		if e.offset != nil {
			s.margin[h] += e.offset[h]
		}
	}
	for k, r := range e.rows {
		x, w := e.values[k], s.weights[int(r)*s.heads:][:s.heads]
		m := s.margin[:len(w)]
		for h, q := range w {
			m[h] += float32(x * q)
		}
	}
	if !s.steps(i, e) {
		return
	}
	for k, r := range e.rows {
		x, w := e.values[k], s.weights[int(r)*s.heads:][:s.heads]
		d := s.step[:len(w)]
		for h := range w {
			w[h] += float32(x * d[h])
		}
	}
	for h, d := range s.step {
		s.biases[h] += float32(s.bias * d)
	}
}

// steps finds how far each head moves along the example, and whether any does.
func (s *solver) steps(i int, e *example) bool {
	moved := false
	dual := s.dual[i*s.heads:][:s.heads]
	for h, y := range e.target {
		s.step[h] = 0
		if y == 0 {
			continue
		}
		slack := 1 / (2 * s.cost.of(h, y) * e.weight)
		gradient := float32(float32(y)*s.margin[h]) - 1 + float32(slack*dual[h])
		next := max(dual[h]-gradient/(s.square[i]+slack), 0)
		if next != dual[h] {
			s.step[h] = (next - dual[h]) * float32(y)
			dual[h] = next
			moved = true
		}
	}
	return moved
}

// costs are the losses of a missed and of a wrongly asserted output, per head.
type costs struct{ miss, wrong []float32 }

func (c costs) of(head int, target int8) float32 {
	if target > 0 {
		return c.miss[head]
	}
	return c.wrong[head]
}

// balanced returns costs that make up for a part of the imbalance between the
// examples for and against each output: cost·√(n/2n₊) and cost·√(n/2n₋), or the
// fourth root.
func balanced(examples []example, heads int, cost float32, root int) costs {
	c := costs{make([]float32, heads), make([]float32, heads)}
	part := func(n, share float64) float32 {
		x := math.Sqrt(n / (2 * max(share, 1)))
		if root == 4 {
			x = math.Sqrt(x)
		}
		return cost * float32(x)
	}
	for h := range heads {
		var yes, no float64
		for i := range examples {
			switch e := &examples[i]; {
			case e.target[h] > 0:
				yes += float64(e.weight)
			case e.target[h] < 0:
				no += float64(e.weight)
			}
		}
		c.miss[h], c.wrong[h] = part(yes+no, yes), part(yes+no, no)
	}
	return c
}
