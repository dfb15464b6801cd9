package training

// What the model card says in words. Figures are in card.go.
const intro = `Written by the eval command; do not edit.

What it does: for a message in English or Polish about personalised communication,
it states sentiment, 14 themes with polarity (19 outputs) and their evidence, and two
facets. Texts in other languages are not labelled. It is meant for counts over many
messages, not for decisions about a person.

How: linear models over words, word pairs and character n-grams with 8-bit weights,
one for themes and facets and one for sentiment per language; a theme's score is a
mean of what the whole text and its best clause say. Thresholds and calibration come
from cross-validation over writers: the weights that score a writer's messages were
solved without them. Texts about other
things (product reviews, comments) and labelled app reviews, all by others, taught
the themes models what not to take for a theme; what they taught is kept as weights
in testdata/background, their texts are not.

How it is measured: on four writers who were set aside before anything was trained;
no message of theirs is trained on, word for word, whoever else wrote it. Settings were
chosen by cross-validation over the others, with one exception: how strongly texts about
other things teach restraint was settled while figures of these writers were in view.
"Indirect" writers avoid textbook words and tell what happened; "plain" ones use
everyday wording with many look-alikes that carry no code.
Keyword rules are the hand-written phrases of analysis/keywords; the difference to
them has a 95 % interval from a paired bootstrap over messages (2,000 resamples).

`

const aboutFiles = `Cross-validated figures are read at the thresholds that are best for the same scores,
so they flatter a little; the test writers above are the measure. Those of sentiment
count three yes-or-no decisions, of which the likeliest is the label.
`

const limits = `
## Known limits

- All messages of the test and most of the training sets were written for this
  project, by few writers, one annotator each. Figures on them do not carry over to
  real messages; label a sample of your own before you trust a small difference.
- Indirect wording (hints, irony, stories) is missed far more often than plain words.
- The weakest themes on the test messages, by mean F1: %s.
- Sentiment was trained on product reviews, film dialogue and comments as well as on
  our own messages; it is not tuned to one domain. Neutral is its weakest label.
- Confidence is calibrated on held-out writers of the training sets. Where the share
  of messages that carry a theme differs much, it is off.
- Evidence is whole clauses; it does not cut inside one.
- Negation is learnt from examples, not understood: of short denials ("Nobody here
  sells my number."), set aside for this, a concern is found in %s.
- On texts that are about something else entirely, themes are still asserted now and
  then: linear-ffeb8cc4 does so in 11 %% of the 10,662 sentences of film reviews (a set
  that taught sentiment but no themes).
`
