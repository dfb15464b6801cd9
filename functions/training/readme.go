package training

import (
	"bytes"
	"fmt"
	"os"
)

// The README's table of figures stands between these two lines.
const (
	tableBegins = "<!-- figures: written by eval -->\n"
	tableEnds   = "<!-- end of figures -->\n"
)

// readme returns the README with the headline figures in their place.
func (f Folders) readme(groups []group) ([]byte, error) {
	text, err := os.ReadFile(f.Readme)
	if err != nil {
		return nil, fmt.Errorf("reading README: %w", err)
	}
	before, rest, begins := bytes.Cut(text, []byte(tableBegins))
	_, after, ends := bytes.Cut(rest, []byte(tableEnds))
	if !begins || !ends {
		return nil, fmt.Errorf("%s has no place for figures: want the lines %q and %q", f.Readme, tableBegins, tableEnds)
	}
	out := bytes.NewBuffer(append(bytes.Clone(before), tableBegins...))
	writeGlance(out, groups)
	out.WriteString(tableEnds)
	out.Write(after)
	return out.Bytes(), nil
}
