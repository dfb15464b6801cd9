// Package testdata carries the demo set: ninety days of reactions to the
// communication of a fictional retailer, and its four campaigns. Everything in it
// was written for this project; nobody in it exists. DEMO.md tells the story,
// demogen writes the files.
package testdata
