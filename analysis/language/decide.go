package language

import (
	"paradox/analysis/label"
	"paradox/analysis/language/internal/table"
)

// minLead is how far the first language must be ahead of the second: natural
// log-odds of one half, about 62 to 38.
const minLead = table.Scale / 2

// prior is what the expected languages have in advance, since messages are
// nearly all written in them: natural log-odds of one and a half. It settles
// short texts; over five words it moves one foreign text in a thousand.
const prior = table.Scale * 3 / 2

// odds holds 10000/(1+exp(-i/4)): the probability that goes with a lead of i
// quarters of natural log-odds. It is written out, so that no machine's
// exponential function has a say.
var odds = [...]label.Score{
	5000, 5622, 6225, 6792, 7311, 7773, 8176, 8520, 8808, 9047, 9241, 9399, 9526, 9627, 9707, 9770,
	9820, 9859, 9890, 9914, 9933, 9948, 9959, 9968, 9975, 9981, 9985, 9988, 9991, 9993, 9994, 9996,
}

func logistic(lead int32) label.Score {
	i := int(lead) * 4 / table.Scale
	return odds[min(i, len(odds)-1)]
}
