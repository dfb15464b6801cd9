package redact

import (
	"strings"
	"unicode/utf8"
)

// cue is a set of what words say about what stands beside them.
type cue uint64

const (
	cuePhone  cue = 1 << iota // a phone number may follow
	cueNumber                 // "number": lends weight to the cue before it
	cueOrder                  // order, parcel, customer, invoice …
	cueHolder                 // account, member, contract: only with cueNumber
	cuePESEL
	cueNIP
	cueBank // bank account
	cueCard // payment card
	cueCode // CVV and its relatives
	cueExpiry
	cueIDCard
	cuePassport
	cueSSN
	cueNINO
	cueIP
	cueBirth // born, date of birth
	cueMonth
	cueProduct   // article, model, code, version: what follows is a thing's number
	cueUnit      // zł, km, people: what precedes is an amount
	cueStreetPL  // ul., al., os., pl.
	cueStreetEN  // Street, Road, Avenue
	cueStreetEN2 // Way, Park, Court: streets only in an address
	cueHome      // address, live, mieszkam
	cueFlat      // flat, apt, m., lok.
	cueAccount   // login, nick: a handle may follow
	cueNetwork   // Instagram, Discord: the same, behind a colon
	cueMail      // e-mail: an address may follow
	cueTitle     // Mr, Pani
	cueCalled    // name is, nazywam, imię
	cueRegards   // Regards, Pozdrawiam
	cueExtension // ext., wew.
	cuePostcode  // postcode, kod pocztowy, ZIP
	cueAt        // at, małpa
	cueDot       // dot, kropka
)

// cueTable lists the words of each cue, folded as by foldWord; "stem*" stands
// for every word that begins with stem.
var cueTable = []struct {
	cue   cue
	words string
}{
	{cuePhone, `tel telef* tele phone* telephone* mobile mob cell cellphone kom komork* komorce
		zadzwon* dzwon* oddzwon* call ring whatsapp* sms smsem fon infolini* fax faks hotline helpline viber
		kontaktow* landline callback reach texted`},
	{cueNumber, `nr nrem numer* no num number* id ident* identyfikator* n no`},
	{cueOrder, `order* zamowien* zam klient* customer* client* tracking track przesylk* paczk* paczek faktur*
		invoice* reklamacj* zgloszen* ticket case booking reservation rezerwacj* confirmation reference
		parcel* shipment* package przewozow* awb imei waybill consignment transakcj* transaction* zwrot* return*
		complaint* sprawy sprawa receipt paragon* dispatch purchase zakup*`},
	{cueHolder, `account acct konta konto member* loyalty lojalnosc* polis* policy umow* contract* stal*
		subscri* abonent* card karty karta klubow* patient pacjent* student* insurance
		licen* rejestrac* regon krs employee* ref pracownik*`},
	{cuePESEL, `pesel* `},
	{cueNIP, `nip nipu nipem vat vatu taxpayer`},
	{cueBank, `iban konto konta kontem rachun* nrb bank* bic account acct sort`},
	{cueCard, `card karta karty karte kart visa mastercard maestro amex debit* credit* platnicz* kredytow*`},
	{cueCode, `cvv cvc cvv2 cvc2 csc cid security`},
	{cueExpiry, `exp expiry expires expiration valid thru wazna waznosci waznosc`},
	{cueIDCard, `dowod* dow legitymac* osobist*`},
	{cuePassport, `passport* paszport*`},
	{cueSSN, `ssn sin itin`},
	{cueNINO, `nino ni`},
	{cueIP, `ip ipv4 ipv6`},
	{cueBirth, `born dob ur urodz urodzony urodzona urodzonego urodzonej urodzeni urodzil urodzila urodzilem
		urodzilam urodzenia urodzone`},
	{cueMonth, `january february march april may june july august september october november december
		jan feb mar apr jun jul aug sep sept oct nov dec
		stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
		styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien`},
	{cueProduct, `art artykul* article* kod kodem kodu kody code codes model* sku ean isbn issn upc gtin asin indeks* index
		katalog* catalog* part serial seryjn* version* wersj* ver v firmware build release symbol* typ type
		produkt* product* item items oferta oferty offer aukcj* auction regon patent* normy norma din iso rfc
		ustaw* dz poz par ust paragraf* tom vol page strona str build chrome android ios windows kernel
		obiektyw* lens lenses barcode kreskow* driver sterownik* app aplikacj* update aktualizacj* voucher* coupon* kupon*`},
	{cueUnit, `zl pln eur euro euros usd gbp chf zlotych zlote zloty mln tys mld milion* million* billion* thousand*
		tysi* osob osoby people users user view* wyswietl* subscriber* subskryb* follower* obserwuj* points punkt* pkt ludzi
		sztuk* szt km kg mb gb tb kb mah mm cm kcal kwh rpm ppm bytes bajt* dolar* dollar* pounds quid funt* customers
		klientow uzytkownikow odslon* hz mhz ghz lumen* px pixel* piksel* godzin* hours minutes minut* min mins lat years dni days
		votes glosow mieszkancow residents egzemplarz* copies units jednostek ton litrow watt watts`},
	{cueStreetPL, `ul ulica ulicy ulice al aleja alei aleje os osiedle osiedlu pl plac placu`},
	{cueStreetEN, `street st road rd avenue ave lane ln boulevard blvd crescent`},
	{cueStreetEN2, `way park court ct close place pl square sq terrace gardens grove drive mews hill parkway pkwy
		highway hwy circle cir trail trl row rise walk green view heights drive dr loop st rd ave ln blvd cres ter`},
	{cueHome, `address* adres* live lives lived living mieszka* zamieszk* deliver* dostaw* dostarcz* ship shipped
		send sent wysla* wyslij* home house dom domu moved zameldowan* korespondenc* residence resident reside* postal mailed mail
		zyje poczt* listy przeprowadz* przysl*`},
	{cueFlat, `apt apartment flat unit suite ste m lok lokal mieszkanie mieszkania room`},
	{cueAccount, `login loginem nick nicka nickiem nickname username handle userid`},
	{cueNetwork, `instagram* insta ig snapchat snap telegram* discord* skype tiktok* twitter* reddit* facebook*
		fb steam messenger*`},
	{cueMail, `email* mail maila mailem mailowy mailto`},
	{cueTitle, `mr mrs ms miss dr prof pan pani pania pana panem panu panie inz mgr`},
	{cueCalled, `name nazywam nazywa imie nazwisko`},
	{cueRegards, `regards sincerely cheers thanks thx faithfully
		pozdrawiam pozdrowien* pozdro szacunkiem powazaniem podpis* signed dziekuje`},
	{cueExtension, `ext extension wew wewn wewnetrzny x`},
	{cuePostcode, `postcode postal zip pocztowy pocztowym`},
	{cueAt, `at malpa malpka`},
	{cueDot, `dot kropka kropa`},
}

// cueWords and cueStems are cueTable by word and by stem; cueStart tells by the
// first two letters whether a word can be in either.
var (
	cueWords, cueStems = loadCues()
	cueStart           = startsOfCues()
)

func loadCues() (words, stems map[string]cue) {
	words, stems = map[string]cue{}, map[string]cue{}
	for _, row := range cueTable {
		for _, w := range strings.Fields(row.words) {
			if stem, ok := strings.CutSuffix(w, "*"); ok {
				stems[stem] |= row.cue
			} else {
				words[w] |= row.cue
			}
		}
	}
	return words, stems
}

func startsOfCues() (t [26 * 27]bool) {
	for _, m := range []map[string]cue{cueWords, cueStems} {
		for w := range m {
			if i, ok := startOf([]byte(w)); ok {
				t[i] = true
			}
		}
	}
	return t
}

func startOf(w []byte) (int, bool) {
	if len(w) == 0 || w[0] < 'a' || w[0] > 'z' {
		return 0, false
	}
	i := 27 * int(w[0]-'a')
	if len(w) > 1 && 'a' <= w[1] && w[1] <= 'z' {
		i += 1 + int(w[1]-'a')
	}
	return i, true
}

// longestCue is the length in letters past which words are cut before the look-up.
const longestCue = 20

// cueOf returns the cues of a word.
func cueOf(w string) cue {
	var buf [longestCue]byte
	b := foldWord(buf[:0], w)
	if i, ok := startOf(b); !ok || !cueStart[i] {
		return 0
	}
	c := cueWords[string(b)]
	for n := len(b); n >= 2; n-- {
		c |= cueStems[string(b[:n])]
	}
	return c
}

// foldWord appends w in lower case and without Polish diacritics, as people
// type when in a hurry, up to the capacity of b or the first other character.
func foldWord(b []byte, w string) []byte {
	for i := 0; i < len(w) && len(b) < cap(b); {
		c := w[i]
		if c < utf8.RuneSelf {
			if isUpper(c) {
				c += 'a' - 'A'
			}
			b, i = append(b, c), i+1
			continue
		}
		r, n := utf8.DecodeRuneInString(w[i:])
		f := plainLetter(r)
		if f == 0 {
			return b[:0]
		}
		b, i = append(b, f), i+n
	}
	return b
}

// plainLetter returns the ASCII letter under a Polish one, 0 for others.
func plainLetter(r rune) byte {
	switch r {
	case 'ą', 'Ą':
		return 'a'
	case 'ć', 'Ć':
		return 'c'
	case 'ę', 'Ę':
		return 'e'
	case 'ł', 'Ł':
		return 'l'
	case 'ń', 'Ń':
		return 'n'
	case 'ó', 'Ó':
		return 'o'
	case 'ś', 'Ś':
		return 's'
	case 'ź', 'Ź', 'ż', 'Ż':
		return 'z'
	}
	return 0
}
