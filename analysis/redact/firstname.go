package redact

import "strings"

// First names that are common in the two languages and are no ordinary word,
// brand or town. They decide nothing alone: a surname or a cue has to stand
// beside one.
const (
	englishNames = `aaron abigail adrian aisha alan albert alex alexander alfie alice alison amanda amelia amy andrea
	andrew angela anna anne anthony antonio ashley ayesha barbara becky ben benjamin bernard beth bethany betty brenda
	brian bridget bruce callum cameron carl carlos carol caroline catherine charles charlie charlotte chloe chris
	christian christina christine christopher claire clare colin connor craig cynthia daniel danielle darren dave david
	dean deborah debbie dennis diana diane dominic donald donna dorothy douglas duncan dylan edward eileen elaine
	elizabeth ella ellen ellie emily emma eric ethan evan eve evelyn fiona frances francis fred gareth gary gavin
	geoffrey george gerald gillian gina gordon graham greg gregory hannah harriet harry hayley heather helen henry
	howard hugh ian irene isaac isabel isabella jacob jacqueline jake james jamie jane janet janice jasmine jason jean
	jeff jeffrey jennifer jenny jeremy jerry jess jessica jill jim jimmy joan joanna joanne joe joel john johnny
	jonathan jose joseph josh joshua joyce juan judith judy julia julian julie justin karen kate katherine kathleen
	kathryn katie keith kelly ken kenneth kerry kevin kim kimberly kirsty kyle larry laura lauren lawrence leah lee leo
	leon leonard lewis liam linda lisa liz lorraine louis louise lucas lucy luis luke lynn madison malcolm marcus
	margaret maria marie marilyn martha martin matt matthew maureen megan melissa michael michelle mike mohammed molly
	monica muhammad nancy naomi natalie natasha nathan neil nicholas nick nicola nicole nigel noah nora norman oliver
	olivia omar oscar owen pamela patricia patrick paul paula pauline peter phil philip phillip phoebe rachael rachel
	ralph raymond rebecca richard rita rob robert roger ronald rosemary ross roy russell ruth ryan sally samantha
	samuel sandra sarah scott sean sharon sheila shirley simon sophia sophie stacey stephanie stephen steve steven
	stuart sue susan suzanne tanya tara teresa terry theresa thomas tim timothy tina tom tony tracy trevor tyler
	valerie vanessa veronica victor vincent wayne wendy william yvonne zachary zoe
	ahmed aidan amir anil anita anneke arthur arun asif ava bianca brigitte caleb chiara ciara conor dara declan
	deepak diego dimitri donal eamon elena elijah elliot elliott enzo eoin farah felix finley francesca frederick freddie
	freya gabriel giulia giovanni hans hassan heinrich henrik ibrahim ingrid ivan jens jesse jorge jurgen kavita
	khalid kiran klaus lars leila lorenzo luca luigi maeve marco mariam mateo matilda mehmet mia miguel mustafa
	nadine niamh nikhil oisin olga omar orla pablo padraig paolo pedro philippe pierre pooja priya rahul rajesh raj reuben
	riley ronan rory sanjay saoirse sebastian sergio sinead siobhan stefan sunita svetlana swati tariq thierry theo
	theodore toby ursula vikram vijay wilhelm wilhelmina willem wolfgang xavier yasmin youssef yusuf zainab`

	polishWomen = `adrianna agata agnieszka alicja aldona aleksandra amelia anastazja andzelika aneta ania anita anna
	antonina asia barbara basia beata bernadetta bogumila boguslawa bozena celina danuta daria diana dominika dorota
	edyta ela elzbieta emilia ewa ewelina franciszka gabriela gosia grazyna halina hania hanna helena ilona irena
	iwona iza izabela jadwiga janina joanna jolanta jola julia julita justyna kamila karolina kasia katarzyna kinga
	klaudia krysia krystyna laura lena lidia liliana lucyna lucja ludwika magda magdalena malgorzata malwina maria
	mariola marlena marta martyna marzena milena miroslawa monika nadia natalia nina ola oliwia patrycja paulina renata
	sabina sandra stanislawa stefania sylwia teresa ula urszula wanda weronika wieslawa wiktoria wioletta zofia zosia
	zuzanna zuzia zaneta`

	polishMen = `adam adrian albert aleksander andrzej antoni arkadiusz artur bartek bartlomiej bartosz blazej bogdan
	boguslaw bogumil borys cezary czeslaw damian daniel darek dariusz dawid dominik edward emil eryk filip franciszek
	fryderyk gabriel grzegorz grzesiek henryk hubert ignacy igor ireneusz jacek jakub janusz jaroslaw jarek jerzy jozef
	julian kacper kajetan kamil karol kazimierz konrad krystian krzysiek krzysztof lech leszek lukasz maciej maciek
	marcin marek mariusz mateusz michal mieczyslaw mikolaj milosz miroslaw norbert olaf oskar patryk pawel piotr piotrek
	przemek przemyslaw radek radoslaw rafal robert roman ryszard sebastian seweryn slawomir stanislaw stefan sylwester
	szymon tadeusz tomasz tomek waldemar wieslaw wiktor witold wladyslaw wlodzimierz wojciech wojtek zbigniew zbyszek
	zdzislaw zenon zygmunt jan`
)

// brands are the second words of firms and goods that are called after people.
var brands = set(`klein hilfiger boss daniels daniel walker kors lauren armani jacobs spade smith's baker lagerfeld ford
	tailor choo westwood madden vuitton rubinstein arden lauder sherman martens oetker pepper muscle porter clean coffee
	beckmann eris dior sporty selfridge hauschka jart scholl tilbury factor banani ashley perkins malone bradley hansen
	brown's schmitt field kruk bean wagner's lewis air merlin deere morgan marshall lee jeans kelly's cook schwab
	johns murphy's bell pro plus mini max light music prime echo kindle potter soprano simpsons bond wick stewart's
	kilian oliver jerry's beam hortons silvers peppers tesla nissan secret herrera rykiel picard benetton ricci saint laurent balenciaga valentino
	versace moschino christie cartier gap
	zeiss ziess hobbs romeo bamboo madison crocker winston morris tyrwhitt mitchell mercier summers millen bonas perry
	dyas sabo pink athletic jensen louboutin mattress bridgewater cooper wrangler cole page homes claire russe mara lloyd
	niezbedny wedel store shop online club card bank insurance group media studio app team support phone case
	square line cup gold park street road heights bay island lake city vista avenue beach hill castle hall house airport`)

var firstNames = loadFirstNames()

func loadFirstNames() map[string]bool {
	names := set(englishNames)
	for _, n := range strings.Fields(polishWomen) {
		stem := strings.TrimSuffix(n, "a")
		for _, ending := range [...]string{"a", "y", "i", "e", "o", "ie", "u"} {
			names[stem+ending] = true
		}
		names[softened(stem)] = true
	}
	for _, n := range strings.Fields(polishMen) {
		stem := oblique(n)
		names[n] = true
		for _, ending := range [...]string{"a", "owi", "em", "ie", "u", "iem", "ze", "emu", "ego"} {
			names[stem+ending] = true
		}
		names[softened(stem)] = true
	}
	for _, n := range strings.Fields(`marka marki marce marku marko leki lenie ali wiki oli oleju ole ule asi roman
		romanie romana romany emilu polu rite luki elo izo mario marii`) {
		delete(names, n) // forms that are words or ambiguous: "marka" is a brand
	}
	return names
}

// softened is the dative and locative of a stem that changes its last sound:
// Marta, Marcie; Magda, Magdzie; Agnieszka, Agnieszce; Piotr, Piotrze.
func softened(stem string) string {
	head, last := stem[:len(stem)-1], stem[len(stem)-1]
	switch last {
	case 't':
		return head + "cie"
	case 'd':
		return stem + "zie"
	case 'k':
		return head + "ce"
	case 'g':
		return head + "dze"
	case 'r':
		return stem + "ze"
	case 'l':
		return stem + "e"
	}
	return stem + "ie"
}

// oblique is the stem of a man's name before an ending: Marek, Mark-; Paweł,
// Pawł-; Antoni, Antoni-.
func oblique(name string) string {
	switch {
	case strings.HasSuffix(name, "iek"):
		return name[:len(name)-3] + "k"
	case strings.HasSuffix(name, "ek"):
		return name[:len(name)-2] + "k"
	case name == "pawel":
		return "pawl"
	case strings.HasSuffix(name, "cy"), strings.HasSuffix(name, "ry"), strings.HasSuffix(name, "rzy"):
		return name[:len(name)-1]
	}
	return name
}

// firstName reports whether token i is a first name, written as one unless
// anyCase is set.
func (s *scan) firstName(i int, anyCase bool) bool {
	t := s.tokens[i]
	return t.kind == word && (anyCase || s.titled(t)) && firstNames[s.folded(i)]
}

// surname returns the last token of the surname that begins at token i behind a
// first name, or -1: one titled word, or two with a hyphen, that begins no
// sentence and is no firm's.
func (s *scan) surname(i int) int {
	if i >= len(s.tokens) || s.between(i-1) != " " || !s.nameWord(i) || brands[s.folded(i)] {
		return -1
	}
	if t := s.tokens[i]; t.end-t.start < 3 && !s.has(t.end, "'") {
		return -1
	}
	if s.firstName(i, false) { // a second first name
		return s.fullName(i, 2)
	}
	return s.fullName(i, 1)
}

// introducing are words that stand before the writer's or the reader's name.
var introducing = set(`hi hello hey dear czesc hej witaj siema jestem im i'm strony ze`)

// fullNames claims first names with a surname, and first names alone where a
// greeting, an introduction or a place of work beside them leaves no doubt.
func (s *scan) fullNames() {
	for i := range s.tokens {
		if !s.firstName(i, false) || s.alnumBefore(s.tokens[i].start) {
			continue
		}
		if last := s.surname(i + 1); last > 0 {
			s.claimName(i, last)
		} else if s.addressed(i) || s.employed(i) || s.signs(i) {
			s.claimName(i, i)
		}
	}
}

// addressed reports whether "Hi", "I'm", "jestem" or "z tej strony" stands
// right before token i.
func (s *scan) addressed(i int) bool {
	if i == 0 || s.between(i-1) != " " {
		return false
	}
	switch w := s.folded(i - 1); w {
	case "m", "am":
		return i > 1 && foldEqual(s.text(s.tokens[i-2]), "i")
	case "strony":
		return i > 2 && s.folded(i-2) == "tej"
	case "ze":
		return false
	default:
		return introducing[w]
	}
}

// employed reports whether "from" or "z" follows token i: somebody "from support".
func (s *scan) employed(i int) bool {
	if i+2 >= len(s.tokens) || s.between(i) != " " || s.between(i+1) != " " {
		return false
	}
	switch s.text(s.tokens[i+1]) {
	case "from", "z", "ze":
		return s.tokens[i+2].kind == word && !s.capital(s.tokens[i+2])
	}
	return false
}

// lowerName returns the last token of a name that begins at token i in any
// case, behind a cue that lets no other word follow; -1 if token i is no first
// name. The next word is the surname unless it is one that goes on a sentence.
func (s *scan) lowerName(i int) int {
	if i >= len(s.tokens) || !s.firstName(i, true) {
		return -1
	}
	if i+1 < len(s.tokens) && s.between(i) == " " && s.tokens[i+1].kind == word && s.tokens[i+1].cue == 0 {
		if w := s.folded(i + 1); len(w) > 2 && !stopWords[w] && !goingOn[w] && !notNames[w] {
			return i + 1
		}
	}
	return i
}

// goingOn are words that often come after a name and are none.
var goingOn = set(`and but who please just want have has had get got never always what why how when where would could
	will can don't stop hate love like been also here there oraz ale ktory ktora mam mieszkam jestem chce prosze nie od
	dostaje dzwonie pisze mialem mialam kupilem kupilam juz bardzo znow znowu nadal jak bo wiec tez`)

// polishSurname reports whether a word ends as only surnames do.
func polishSurname(w string) bool {
	for _, ending := range [...]string{"owski", "owska", "ewski", "ewska", "inski", "inska", "ynski", "ynska", "icki",
		"icka", "ecki", "ecka", "alski", "alska", "elski", "elska", "czyk", "wicz", "owskiego", "owskiej", "owskim",
		"owskiemu", "ewskiego", "ewskiej", "ewskim", "inskiego", "inskiej", "inskim", "wiczem", "wicza", "wiczowi", "czykiem", "czyka"} {
		if len(w) > len(ending)+1 && strings.HasSuffix(w, ending) {
			return true
		}
	}
	return false
}

// signs reports whether token i is all there is on the last line of a text, or
// behind a dash at its end.
func (s *scan) signs(i int) bool {
	t := s.tokens[i]
	if i == 0 || strings.Trim(s.s[t.end:], " .!\n") != "" {
		return false
	}
	gap := s.between(i - 1)
	return strings.Contains(gap, "\n") || gap == " - " || gap == " -" || strings.Trim(gap, " ~") == "" && strings.Contains(gap, "~")
}
