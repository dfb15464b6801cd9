package phrases

import (
	"strings"

	"paradox/analysis/token"
)

// polish returns the words in text that say something, and the runs of two and
// three words that neither begin nor end with a function word; "nie" may begin
// one, for it turns the rest round.
func polish(text string) []candidate {
	toks := token.Tokens(blankMarkers(text))
	var found []candidate
	for from := 0; from < len(toks); {
		to := from
		for to < len(toks) && inRun(text, toks, from, to) {
			to++
		}
		found = windows(found, toks[from:to])
		from = max(to, from+1)
	}
	return found
}

// inRun reports whether token i goes on with the run that starts at from: a word
// of letters, with nothing but white space on one line before it.
func inRun(text string, toks []token.Token, from, i int) bool {
	if toks[i].Kind != token.Word || strings.Contains(toks[i].Folded, "0") {
		return false
	}
	return i == from || strings.Trim(text[toks[i-1].End:toks[i].Start], " \t") == ""
}

func windows(found []candidate, run []token.Token) []candidate {
	for i := range run {
		if polishStop[run[i].Folded] || len(run[i].Folded) < 2 {
			continue
		}
		key := stem(run[i].Folded)
		if w := run[i].Folded; len(w) > 3 && !polishWeak[w] {
			found = append(found, candidate{key, run[i].Start, run[i].End})
		}
		for n := 1; n < maxRun && i+n < len(run); n++ {
			last := run[i+n]
			key += " " + stem(last.Folded)
			if last.Folded != "nie" && !polishStop[last.Folded] && len(last.Folded) > 2 {
				found = append(found, candidate{key, run[i].Start, last.End})
			}
		}
	}
	return found
}

// endings are those of nouns, adjectives and verbs, folded. The longest that
// fits is taken off once; it need not be the right one, only the same one for
// most forms of a word, and short enough not to make one of two words.
var endings = wordSet(`
	iego iemu ego emu ich ych imi ymi iej ej im ym
	iami ami iach ach iom om owie iowi owi ow iem em ie ia iu a e i o u y
	iecie icie ujecie uje ujesz ujemy uja owac owal owala owali acie acie ala alam alem alo aly ali al
	isz ysz imy ymy icie ycie ila ilam ilem ilo ily ili il yla ylo yly yli yl asz aja ac ic yc ec nac
`)

// minStem is the fewest letters that an ending leaves.
const minStem, longestEnding = 3, 6

func stem(word string) string {
	for n := min(longestEnding, len(word)-minStem); n > 0; n-- {
		if endings[word[len(word)-n:]] {
			return word[:len(word)-n]
		}
	}
	return word
}

// polishStop are function words and fillers, folded.
var polishStop = wordSet(`
	a aby albo ale az bez bo by byc byl byla byli bylo byly bym bys bedzie beda bede chyba ci cie ciebie co cos czego
	czegos czy czyli dla do gdy gdyby gdyz gdzie gdzies go i ich ile im inna inne inny innych iz ja ja jak jaka jakas jaki
	jakie jakis jako je jednak jego jej jemu jesli jest jestem jestescie jestesmy jeszcze jezeli juz kazda kazde kazdy
	kiedy kims kogo kogos kto ktora ktore ktorego ktorej ktorych ktory ktorym ktorymi ktos ktoz lecz lub ma maja mam mamy
	mi mial miala mialo mna mnie moj moja moje mojego mojej moich moim moimi moze mozna mu my na nad nam nami nas nasz nasza nasze
	naszych nawet nia nic nich niego niej nim nimi niz no o ktorzy od oni one ono on ona oraz pan pana pani po pod
	podczas poniewaz potem przed przede przez przy raz sa sam sama same sami se sie sobie soba swoj swoja swoje swojej swoich swoim
	ta tak taka taki takie takich takim tam te tego tej temu ten teraz tez to toba tobie totez tu tutaj twoj twoja twoje ty tych
	tylko tym tyle u w wam wami was wasz wasza wasze waszej waszych we wiec wlasnie wszystko wszystkie wszystkich wtedy wy z za zaraz
	zas ze zeby znow znowu bardzo troche calkiem zbyt naprawde serio ok no niby prawie zawsze nigdy dzis dzisiaj wczoraj jutro
	razem raz razu dzien dobry szanowni panstwo pozdrawiam kazdym kazdej kazdego kazdemu samego samej samym rok roku pol
	takiej takiego innym innej dlatego dalej dopiero jeden jedna jedno dwa dwie dwoch trzy troje raczej moim zdaniem miedzy ani bardziej coraz kilka kilku wiele wielu duzo
	malo cala caly cale caly calej wciaz ciagle nadal potrafi chce trzeba powinien powinna powinno
`)

// polishWeak are words, folded, that say something only with another beside them.
var polishWeak = wordSet(`
	prosze chca chce chcesz musze musi musza musisz muszac musialam musialem moge moga mozesz mozemy moglam moglem
	wiem wie wiedza wiedzieli znam znaja mowia mowi mowie robi robia daje daja dostaje kupuje akurat dokladnie faktycznie
	zupelnie niech nikt nigdzie dlaczego choc chociaz skad dokad komu jakiej jakim lepiej jedynie indziej wprost wlasnego
	czasem czesto ostatnio kolejny kolejna kolejne kolejnych pierwszy pierwsza drugi druga drugiej rzecz rzeczy sprawa
	dzien dnia dni tydzien tygodnia tygodniu miesiac miesiaca lata godzine godziny minut strony mozliwosci
`)
