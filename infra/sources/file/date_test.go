package file_test

import (
	"testing"
	"time"

	"paradox/infra/sources/file"
)

func TestTimes(t *testing.T) {
	at := func(month time.Month, day, hour, minute, second int) string {
		return time.Date(2026, month, day, hour, minute, second, 0, warsaw).Format(time.RFC3339)
	}
	cases := []struct {
		written string
		order   file.DateOrder
		want    string // RFC 3339 in Warsaw, or the code of the reject
	}{
		{"2026-11-25T14:30:05Z", "", at(11, 25, 15, 30, 5)},
		{"2026-11-25T14:30:05.123+01:00", "", at(11, 25, 14, 30, 5)},
		{"2026-11-25 14:30:05+01:00", "", at(11, 25, 14, 30, 5)},
		{"2026-11-25", "", at(11, 25, 12, 0, 0)},
		{"2026-11-25 14:30", "", at(11, 25, 14, 30, 0)},
		{"2026-11-25T14:30:05", "", at(11, 25, 14, 30, 5)},
		{"2026-07-25 14:30", "", at(7, 25, 14, 30, 0)}, // summer time
		{"25.11.2026", "", at(11, 25, 12, 0, 0)},
		{"5.1.2026 9:05", "", at(1, 5, 9, 5, 0)},
		{"25.11.2026, 14:30:05", "", at(11, 25, 14, 30, 5)},
		{"25/11/2026", "", at(11, 25, 12, 0, 0)},
		{"11/25/2026 2:30 PM", "", at(11, 25, 14, 30, 0)},
		{"05/05/2026", "", at(5, 5, 12, 0, 0)},
		{"03/04/2026", "", file.CodeAmbiguous},
		{"03-04-2026 10:00", "", file.CodeAmbiguous},
		{"25/11/26", "", file.CodeAmbiguous},
		{"03/04/2026", file.DayFirst, at(4, 3, 12, 0, 0)},
		{"03/04/2026 12:05 am", file.MonthFirst, at(3, 4, 0, 5, 0)},
		{"3/4/26", file.MonthFirst, at(3, 4, 12, 0, 0)},
		{"25/11/2026", file.MonthFirst, file.CodeTime},
		{"46351", "", at(11, 25, 12, 0, 0)},
		{"46351.75", "", at(11, 25, 18, 0, 0)},
		{"46351,75", "", at(11, 25, 18, 0, 0)},
		{"2026-02-30", "", file.CodeTime},
		{"2026-11-25 25:00", "", file.CodeTime},
		{"2026-11-25 soon", "", file.CodeTime},
		{"1764081000", "", file.CodeTime},
		{"00000", "", file.CodeTime},
		{"yesterday", "", file.CodeTime},
		{"", "", file.CodeNoTime},
	}
	for _, c := range cases {
		t.Run(c.written+" "+string(c.order), func(t *testing.T) {
			rows, rejects, _ := read(t, "a.csv", "text;date\na;\""+c.written+"\"\n", file.Options{DateOrder: c.order})
			got := ""
			if len(rows) == 1 {
				got = rows[0].Time.In(warsaw).Truncate(time.Second).Format(time.RFC3339)
			} else if len(rejects) == 1 {
				got = rejects[0][len("2 time "):]
			}
			if got != c.want {
				t.Errorf("time %q in order %q is read as %s, want %s", c.written, c.order, got, c.want)
			}
		})
	}
}

func TestTimeOfDayBesideTheDate(t *testing.T) {
	rows, rejects, _ := read(t, "a.csv", "opinia;data;godzina\na;25.11.2026;14:30\nb;25.11.2026;\nc;25.11.2026 8:00;14:30\n", file.Options{})
	want := []int{14, 12, 8}
	if len(rows) != len(want) {
		t.Fatalf("rows %v, rejects %v", rows, rejects)
	}
	for i, hour := range want {
		if rows[i].Time.Hour() != hour {
			t.Errorf("row %d is of %s, want hour %d", i+1, rows[i].Time, hour)
		}
	}
}

func TestRowsWithoutTime(t *testing.T) {
	today := day.AddDate(0, 0, 1)
	cases := []struct {
		name, content string
		o             file.Options
		want          time.Time // zero for a reject
	}{
		{"no column", "text\na\n", file.Options{Today: today}, today},
		{"no column, a day given", "text\na\n", file.Options{Today: today, Day: day}, day},
		{"no column, nothing given", "text\na\n", file.Options{}, time.Time{}},
		{"empty cell", "text,date\na,\n", file.Options{Today: today}, time.Time{}},
		{"empty cell, a day given", "text,date\na,\n", file.Options{Today: today, Day: day}, day},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rows, rejects, _ := read(t, "a.csv", c.content, c.o)
			if len(rows) == 1 && !rows[0].Time.Equal(c.want) || len(rows) == 0 && !c.want.IsZero() {
				t.Errorf("rows %+v, rejects %v; want the time %v", rows, rejects, c.want)
			}
		})
	}
}
