package language_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"paradox/analysis/language"
)

func TestDetect(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"one English word", "great", "en"},
		{"one loud English word", "CREEPY!!!", "en"},
		{"English word stretched", "soooo goooood", "en"},
		{"thanks", "thanks", "en"},
		{"English form answer", "Great service", "en"},
		{"English complaint", "too many ads", "en"},
		{"English demand", "Unsubscribe", "en"},
		{"English shorthand", "idk why u keep sending me these", "en"},
		{"English with a marker", "[email] is my address, stop writing to [phone] please", "en"},
		{"English about Poland", "Ordered from Allegro to Łódź, got an ad for Żabka the next day", "en"},
		{"English with contractions", "don't track me, I didn't ask", "en"},
		{"English with typographic apostrophes", "I don’t think you’re allowed to", "en"},

		{"one Polish word", "polecam", "pl"},
		{"one Polish word with diacritics", "świetne", "pl"},
		{"one Polish word without them", "dzieki", "pl"},
		{"one angry Polish word", "masakra", "pl"},
		{"shared word before a Polish one", "Super obsługa", "pl"},
		{"the same without diacritics", "super obsluga", "pl"},
		{"Polish offer", "super oferta", "pl"},
		{"Polish law", "RODO!", "pl"},
		{"Polish slang word", "spoko", "pl"},
		{"Polish greeting", "siema", "pl"},
		{"too near to call", "ding ding ding. promocja. ding. usuwam", "und"},
		{"Polish without diacritics", "skad wiecie ze szukalam butow, przeciez nikomu nie mowilam", "pl"},
		{"Polish slang", "spoko ziomek, ale te reklamki to przegiecie, wbijam na adblocka", "pl"},
		{"Polish with typos", "pzrestancie wysylac mi tee mejle bo zaraz usunę aplkiacje", "pl"},
		{"Polish with English words", "ten newsletter to jakiś spam, zero targetingu, unsubscribe nie działa", "pl"},
		{"Polish with marketing English", "remarketing i retargeting mnie wykańczają, serio", "pl"},
		{"Polish with a marker", "Proszę usunąć [email] z waszej bazy", "pl"},
		{"Polish with brands", "Zalando i Facebook pokazują mi to samo co Allegro", "pl"},
		{"Polish with emoji", "nie 😡😡😡 dosyć", "pl"},
		{"Polish with loose accents", norm.NFD.String("Śledzicie każdy mój krok"), "pl"},
		{"Polish between links", "https://example.com/great-shopping-deals zobaczcie sami www.example.com/the-best", "pl"},

		{"empty", "", "und"},
		{"white space", " \n\t", "und"},
		{"digits", "12345 67 890", "und"},
		{"emoji", "😀😀👍🏽❤️", "und"},
		{"punctuation", "!!! ??? ...", "und"},
		{"broken UTF-8", "\xff\xfe\xc3\x28", "und"},
		{"NUL", "\x00\x00", "und"},
		{"markers", "[email] [phone] [order no]", "und"},
		{"a link", "https://example.com/the/best/shop", "und"},
		{"an address and a handle", "jan.kowalski@example.com @everyone", "und"},
		{"everyone's word", "ok", "und"},
		{"another", "Super!", "und"},
		{"only everyone's words", "wow, OK, lol... stop spam", "und"},
		{"brands", "Netflix, Amazon", "und"},
		{"keys in a row", "asdf qwerty lkjh", "und"},
		{"random letters", "xkjq wzvb qqp zxqv", "und"},
		{"letters held down", "aaaaaaaaaaaaaaaaaaaa", "und"},
		{"article codes", "XR-2000B 4K 128GB", "und"},

		{"Ukrainian", "Звідки у вас мій номер?", "uk"},
		{"Russian", "Откуда вы знаете мой адрес?", "ru"},
		{"Belarusian", "Адкуль вы ўзялі мой нумар?", "be"},
		{"Bulgarian", "Откъде имате номера ми?", "bg"},
		{"Serbian", "Одакле вам мој број?", "sr"},
		{"Macedonian", "Ќе ги избришам сите сметки", "mk"},
		{"Greek", "Πού βρήκατε τον αριθμό μου;", "el"},
		{"Hebrew", "מאיפה יש לכם את המספר שלי?", "he"},
		{"Arabic", "من أين حصلتم على رقمي؟", "ar"},
		{"Persian", "شماره من را از کجا آوردید؟", "fa"},
		{"Urdu", "آپ کو میرا نمبر کہاں سے ملا؟ یہ ٹھیک نہیں", "ur"},
		{"Chinese", "你们从哪里得到我的电话号码?", "zh"},
		{"Japanese", "私の電話番号をどこで知りましたか", "ja"},
		{"Korean", "제 전화번호는 어디서 알았나요?", "ko"},
		{"Thai", "คุณได้เบอร์ของฉันมาจากไหน", "th"},
		{"Hindi", "आपको मेरा नंबर कहाँ से मिला?", "hi"},
		{"Cyrillic with a Latin brand", "Почему Facebook показывает мне это", "ru"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, sure := language.Detect(tc.text)
			if got != tc.want {
				t.Errorf("Detect(%q) = %q, %d, want %q", tc.text, got, sure, tc.want)
			}
			if (got == language.Undetermined) != (sure < 5000) {
				t.Errorf("Detect(%q) = %q at %d, want 5000 or more exactly with a language", tc.text, got, sure)
			}
		})
	}
}

// A longer text of the same kind is not less sure than a shorter one, and mixed
// scripts go by the most letters.
func TestDetectMixedScripts(t *testing.T) {
	latin, cyrillic := "Where did you get my number from", "Звідки у вас мій номер"
	for n, want := range map[int]string{1: "en", 5: "uk"} {
		text := latin + " " + strings.Repeat(cyrillic+" ", n)
		if got, _ := language.Detect(text); got != want {
			t.Errorf("Detect(%q) = %q, want %q", text, got, want)
		}
	}
}

// Long texts cost no precision: sums do not overflow at the largest text that
// is accepted.
func TestDetectLongest(t *testing.T) {
	for unit, want := range map[string]string{"śledzenie ": "pl", "tracking ": "en", "Datenschutz ": "de"} {
		text := strings.Repeat(unit, 16<<10/len(unit))
		if got, sure := language.Detect(text); got != want || sure < 9990 {
			t.Errorf("Detect(%q × %d) = %q, %d, want %q for sure", unit, 16<<10/len(unit), got, sure, want)
		}
	}
}

func TestDetectDoesNotAllocate(t *testing.T) {
	text := "Kupiłam buty i od tygodnia wszędzie widzę te same reklamy. [email] OK?"
	if n := testing.AllocsPerRun(100, func() { language.Detect(text) }); n != 0 {
		t.Errorf("Detect allocates %v times, want 0", n)
	}
}

func TestHeaderNamesSources(t *testing.T) {
	for _, want := range []string{"version: ", "licence: ", "wordfreq", "langdetect", "sha256 ", "en-w4 en-w15 pl-w8 pl-w18"} {
		if !strings.Contains(language.Header(), want) {
			t.Errorf("Header() does not say %q", want)
		}
	}
}

func ExampleDetect() {
	for _, text := range []string{"Great service", "Super obsługa", "Woher habt ihr meine Nummer?", "👍"} {
		tag, _ := language.Detect(text)
		fmt.Println(tag)
	}
	// Output:
	// en
	// pl
	// de
	// und
}

func BenchmarkDetect(b *testing.B) {
	text := "Kupiłam buty i od tygodnia wszędzie widzę te same reklamy, skąd oni to wiedzą? Strasznie irytujące."
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		language.Detect(text)
	}
}

func FuzzDetect(f *testing.F) {
	for _, text := range []string{"", "ok", "Super obsługa", "\xff[email", "don't’", "h", "w", "@", "[", "ﬀİK'ıſ", "Ǆ1ǅ", "a\u0301b", "ўі", strings.Repeat("ż", 500)} {
		f.Add(text)
	}
	tags := map[string]bool{}
	for _, tag := range strings.Fields(knownTags) {
		tags[tag] = true
	}
	f.Fuzz(func(t *testing.T, text string) {
		tag, sure := language.Detect(text)
		if !tags[tag] {
			t.Errorf("Detect(%q) = %q, not a known tag", text, tag)
		}
		if sure < 0 || sure > 10000 {
			t.Errorf("Detect(%q) = %q at %d, want it in [0, 10000]", text, tag, sure)
		}
		if (tag == language.Undetermined) != (sure < 5000) {
			t.Errorf("Detect(%q) = %q at %d, want 5000 or more exactly with a language", text, tag, sure)
		}
		if again, sure2 := language.Detect(text); again != tag || sure2 != sure {
			t.Errorf("Detect(%q) = %q, %d and then %q, %d", text, tag, sure, again, sure2)
		}
	})
}

const knownTags = `en pl cs sk sl hr de nl sv da nb is fr es pt it ca ro lt lv hu fi tr id fil vi et sq af und
	ru uk be bg sr mk kk el he ar fa ur zh ja ko th hi bn ta ka hy`
