// Package index turns counts into figures: the paradox share and what stands
// beside it, their intervals, comparisons of segments, and the rules that decide
// what may be published. It is pure: the same counts give the same figures.
//
// A counted message has V = 1 if it asserts a value of personalisation and C = 1
// if it asserts a privacy concern. Of the messages on the subject, [Cells] counts
// the four combinations. Messages off the subject or unclassified are in none.
//
// Intervals are 95 % intervals. Their sources:
//
//   - Wilson, E. B. (1927), JASA 22, 209–212: interval of one share.
//   - Newcombe, R. G. (1998), Statistics in Medicine 17, 873–890, method 10:
//     difference of two independent shares from their Wilson intervals.
//   - Newcombe, R. G. (1998), Statistics in Medicine 17, 2635–2650 discusses the
//     paired difference; here it is the multinomial (Wald) standard error, with ½
//     added to each cell where there are few.
//   - Benjamini, Y. and Hochberg, Y. (1995), JRSS B 57, 289–300: many comparisons.
//   - Rogan, W. J. and Gladen, B. (1978), Am. J. Epidemiology 107, 71–76: a
//     prevalence seen through an imperfect test.
//   - Efron, B. and Tibshirani, R. (1993), An Introduction to the Bootstrap, ch. 13:
//     percentile intervals.
//   - Hörmann, W. (1993), J. Statistical Computation and Simulation 46, 101–110:
//     binomial draws by transformed rejection (BTRS).
//
// The figures describe expressed ambivalence among people who chose to speak. They
// make no claim about a population and say nothing of any one person.
package index
