package file_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"paradox/infra/sources/file"
)

// workbook writes a sheet "Opinie" beside an empty first one.
func workbook(t *testing.T, rows [][]any) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	if _, err := book.NewSheet("Opinie"); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Opinie", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "opinie.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestXLSX(t *testing.T) {
	path := workbook(t, [][]any{
		{},
		{"Nr", "Opinia", "Data", "Kanał"},
		{1, "Zażółć gęślą jaźń", time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC), "e-mail"},
		{2, "Druga", "21.11.2026"},
		{},
		{3, "Trzecia", 46351, "sms", "a remark"},
		{4, "Czwarta", "kiedyś"},
	})
	f, err := file.Open(path, file.Options{Sheet: "opinie", Zone: warsaw})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, rejects := collect(t, f)
	want := []file.Row{
		{Line: 3, ID: "1", Text: "Zażółć gęślą jaźń", Time: time.Date(2026, 11, 20, 8, 30, 0, 0, warsaw), Channel: "email"},
		{Line: 4, ID: "2", Text: "Druga", Time: time.Date(2026, 11, 21, 12, 0, 0, 0, warsaw)},
		{Line: 6, ID: "3", Text: "Trzecia", Time: time.Date(2026, 11, 25, 12, 0, 0, 0, warsaw), Channel: "push_sms"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"7 time time_invalid"}, rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	again, _ := collect(t, f)
	if diff := cmp.Diff(rows, again); diff != "" {
		t.Errorf("second reading (-first +second):\n%s", diff)
	}
}

func TestXLSXSheets(t *testing.T) {
	path := workbook(t, [][]any{{"Text"}, {"hello"}})
	for _, sheet := range []string{"", "nope"} { // the first sheet is empty
		if _, err := file.Open(path, file.Options{Sheet: sheet}); err == nil {
			t.Errorf("Open with sheet %q: no error", sheet)
		}
	}
	f, err := file.Open(path, file.Options{Sheet: "Opinie", NoHeader: true, Day: day})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, rejects := collect(t, f); len(rows) != 2 || rejects != nil {
		t.Errorf("without a header: rows %v, rejects %v; want both rows", rows, rejects)
	}
}

// Titles above the headers are passed over by the rows that the spreadsheet shows.
func TestXLSXSkipRows(t *testing.T) {
	path := workbook(t, [][]any{
		{"Eksport opinii sklepu"},
		{},
		{"Nr opinii", "Komentarz klienta", "Data wystawienia"},
		{1, "Pierwsza", "20.11.2026"},
	})
	if _, err := file.Open(path, file.Options{Sheet: "Opinie"}); err == nil {
		t.Error("with the title as the header: no error")
	}
	f, err := file.Open(path, file.Options{Sheet: "Opinie", SkipRows: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, rejects := collect(t, f); len(rows) != 1 || rows[0].Line != 4 || rows[0].ID != "1" || rows[0].Time.Day() != 20 || rejects != nil {
		t.Errorf("rows %+v, rejects %v; want the one of row 4", rows, rejects)
	}
	texts, err := file.Open(path, file.Options{Sheet: "Opinie", SkipRows: 1, NoHeader: true, Day: day})
	if err != nil {
		t.Fatal(err)
	}
	defer texts.Close()
	if rows, rejects := collect(t, texts); len(rows) != 0 || len(rejects) != 2 {
		t.Errorf("without a header: rows %+v, rejects %v; want two rows of too many columns", rows, rejects)
	}
}

// Spreadsheets keep a date as a number; with a time of day it is one for certain.
func TestXLSXDatesThatAreNotRead(t *testing.T) {
	path := workbook(t, [][]any{{"Opinia", "Kiedy"}, {"a", 46346.354166667}})
	if _, err := file.Open(path, file.Options{Sheet: "Opinie"}); err == nil || !strings.Contains(err.Error(), `"Kiedy" holds dates`) {
		t.Errorf("Open: %v", err)
	}
}
