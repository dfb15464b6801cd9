package file_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paradox/infra/sources/file"
)

// BenchmarkRows reads ten thousand rows with and without ids of their own.
func BenchmarkRows(b *testing.B) {
	text := strings.Repeat("They know what I looked at; ", 6)
	for _, name := range []string{"with ids", "without ids"} {
		b.Run(name, func(b *testing.B) {
			var content strings.Builder
			content.WriteString("nr,tekst,data\n")
			if name == "with ids" {
				content.Reset()
				content.WriteString("id,tekst,data\n")
			}
			for i := range 10000 {
				fmt.Fprintf(&content, "%d,\"%s\",2026-11-20 08:30\n", i, text)
			}
			o := file.Options{Zone: warsaw}
			if name == "without ids" {
				o.Map = map[file.Field]string{file.FieldID: ""}
			}
			path := filepath.Join(b.TempDir(), "a.csv")
			if err := os.WriteFile(path, []byte(content.String()), 0o600); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(content.Len()))
			b.ReportAllocs()
			for b.Loop() {
				f, err := file.Open(path, o)
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for _, err := range f.Rows() {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if f.Close(); n != 10000 {
					b.Fatalf("%d rows", n)
				}
			}
		})
	}
}
