package keywords

const (
	dataPL = "dane|danych|danymi|numer|numeru|adres|adresu|telefon|pesel|mail|maila"
	adPL   = "reklam*"
	msgPL  = "mail*|mejl*|meil*|sms*|esemes*|newsletter*|wiadomosc*|telefon*|ofert*|promocj*|spam*"
)

// phrasesPL are the Polish rules, in the order of label.Outputs and then the facets.
var phrasesPL = [heads][]string{
	{ // V1+
		"w punkt", "w dziesiatke", "trafi* w|idealnie|mi|akurat|z", "trafion*|trafne|trafna|trafny|trafnie", "dokladnie|akurat to|tego|taki*|co .. szuka*|potrzeb*|chcial*|lubi*", "akurat .. szuka*", "polecajk*|rekomendacj*|propozycj*|podpowied* .. swietn*|trafn*|super|idealn*|dobr*|fajn*|pasuj*",
		"w moim rozmiarze|stylu|guscie", "moj gust|styl|rozmiar", "szyte na miare", "pasuj* do mo*|mnie|mojego", "dopasowan* do mnie|moich", "gdyby nie .. reklam*|mail*|polec*", "wie|wiedza co lubie|mi|potrzebuje", "zawsze cos .. dorzuc*|znajd*|kupi*", "przydatn* " + adPL + "|" + msgPL,
	},
	{ // V1-
		"od czapy", "nie trafi*|pasuj*|moj*|interesuj*|mam .. dzieci|psa|kota|auta|ogrodu|" + adPL, "a .. juz mam|kupil*", "juz kupil*|mam", "kupil* .. " + adPL, "wciskaja|wciska|podsuwaja|polecaja|proponuja mi", "niby wybran*|dopasowan*|dla", "wybrane dla ciebie", "wybrane dla mnie", "kompletnie nie|obok", "bez sensu", "mysla|mysli ze jestem|mam", "zly|zlym|nie rozmiar*", "pudlo", "kula w plot", "nietrafion*", "nijak", "caly czas to samo", "w kolko",
	},
	{ // V2
		"pamieta|pamietaja|zapamiet* co|moj*|ostatni*|rozmiar|adres|wszystko|zamow*|poprzed*", "dwa|jedno|jednym|trzy klik*", "nie musze|trzeba szuka*|przekop*|wpis*|wklep*|niczego|przegl*|scroll*", "oszczedz*|oszczedn* .. czas*|mi", "przypomina|przypomnial*|przypomnieni* .. mi|ze|o", "przypomnieni*|przypominaj*", "wygod*", "podsunie*|podstawi* pod", "z automatu wypeln*|uzupeln*", "samo|sam sie uzupeln*|wypeln*|podpowiada|podstawi*", "raz ustawil*", "swiety spokoj", "od razu widze|mam|trafiam", "mniej klikania|szukania", "jak zwykle", "super sprawa",
	},
	{ // V3
		"wole|wolal* .. " + adPL + "|dopasowan*|takie|ofert*", "urodzin* .. rabat*|kupon*|prezent*|znizk*|kod*", "milo|fajnie ze pamieta*|o|po|pomysl*|mnie", "chetnie podam|podziel*|oddam|powiem|wypelni*|zaznacz*", "lubie .. spersonaliz*|dopasowan*|gdy|jak|kiedy", "spersonalizowan* mail*|ofert*", "indywidualn*", "oczekuje|oczekiwal* ze", "mogliby .. dopasow*|pamieta*|wiedzi*|lepiej|bardziej", "ten sam mail", "czuje sie potraktow*|docenion*|jak czlowiek|wazn*|zauwazon*", "wlaczyl* .. z powrotem", "w zamian za|dostaje", "nie mam nic przeciwko", "niech wiedza|sobie|mi", "doceniam .. ze|pamie*|ofert*", "po imieniu",
	},
	{ // C1
		"po co im|wam|mu|jej|komu|sklepowi|aplikacji|apce", "chca|chce|chcieli|wymaga*|zada*|pytaja|pyta* .. pesel*|" + dataPL + "|lokalizacj*|kontakt*|urodzenia|dochod*|dowod*", "dostep* do .. kontakt*|lokalizacj*|mikrofon*|zdjec|galerii|aparat*|wszystkiego", "zbieraj* .. wszystko|" + dataPL + "|o|za|zbyt", "za duzo|wiele .. wiedza|" + dataPL + "|pytan|zbieraj*|chca", "ile .. wiedza|o mnie|zbieraj*", "za duzo wiedza|wie", "wyciagaj*|wyludz* .. " + dataPL + "|ode|wszystko|informacj*", "data urodzenia", "date|daty urodzenia", "wiecej niz bank|lekarz|urzad", "nie dam|podam im|swoj*|" + dataPL + "|daty", "nie ich sprawa|interes", "zeby .. zobaczyc|kupic|sprawdzic .. konto|numer|podac", "pesel*", "zbedne|niepotrzebne|nadmiarowe " + dataPL, "przesluchani*|ankiet*",
	},
	{ // C2
		"sledz*", "inwigil*", "szpieg*", "podsluch*", "wielki brat", "chodz*|laz*|lazi* za mna", "przesladuj*|scigaj*", "skad .. wiedz*|wie|zna|znaja", "kazdy|kazdym|kazdego moj*|krok*|klik*", "po calym internecie", "obserwuj* mnie|nas|kazdy|co", "gdzie nie wejde", "gdzie .. jestem|bylem|bylam|mieszkam", "raz obejrz*|spojrz*|kliknal*|sprawdzil* .. wszedzie|wyskak*|" + adPL, "wszedzie .. " + adPL, "patrza na|mi|co", "wyskakuj* .. wszedzie|o czym|materac*",
	},
	{ // C3
		"ciarki|ciarek", "creepy", "straszn*|przeraz*|upiorn* .. wied*|" + adPL + "|mail*|ze|to", "nieswojo|niekomfortow*|glupio|niezrecznie", "przegiecie|przesada", "z butami", "narusz* .. prywatn*|moj*", "wkracza*|wlaz*|wchodz* .. zycie|prywatn*|buciorami", "za bardzo osobist*|wnik*", "zbyt osobist*|prywatn*|wnik*", "wstyd*", "niepokoj*", "odczepi*|odwal*", "przekrocz* granic*", "granic*", "dziwnie .. poczul*|sie|czuj*", "mroz* krew", "dreszcz*", "spalil* sie",
	},
	{ // C4
		"wyciek* .. danych|dane|moj*|baz*|z", "po .. wycieku", "wyciekl*|wyplynel*", "wlama*|wlamal*|haker*|zhakow*|shakow*", "ktos .. obcy|inny|inn* .. konto|" + dataPL + "|zamow*", "obc* .. wszed*|widz*|zalogow*|konto|" + dataPL, "zalogowal* .. moje|na konto", "ukrad*|kradziez* .. " + dataPL + "|tozsam*|konto|karty", "kredyt na moje|mnie", "otwartym tekstem", "haslo .. mailu|mailem|jawn*", "zabezpiecz* .. zero|kiepsk*|slab*|zadn*|ufam|leza", "phishing*|oszus* .. sms*|po", "dane .. w swiat|w sieci|internecie", "cudze|czyjes|czyjegos zamowien*|" + dataPL + "|konto", "nie zapisze|zapisuje karty", "pracowni* .. podgl*|widz*|zna|wglad", "dostep .. osob*|obc*|kazdy|wszyscy",
	},
	{ // C5
		"wykorzyst* .. przeciw*|" + dataPL + "|wiedz*|ceny|histori*|zdjec*", "profil* klient*|mnie|nas|z", "profiluj*", "podbij*|podnosz*|wyzsz* .. cen*", "cena .. wyzsza|inna|rosnie|zalezy", "drozej .. bo|niz|mi|mnie", "zarabiaj*|kase|kasa na|z .. danych|nas|naszych|moich", "manipul*", "zeruj*", "sztuczn* inteligencj*", "ucza|trenuj*|szkola .. ai|model*|algorytm*|sztuczn*|moich", "bez pytania", "do czegos innego", "innego celu", "w innym celu", "nie po to|na to .. podal*|dawal*|dalem|dalam", "naduzy* .. danych|dane", "ocenia*|scoring* .. mnie|na podstawie",
	},
	{ // C6
		"nie wyraz*|wyrazi*|zgadzal*|zgodzil*|zamawial*|prosil*|zapisyw* .. zgod*|na|sie|o", "spam*", "wypis* .. dalej|nadal|znowu|trzeci|trzy|raz|i|newsletter*", "mimo .. wypis*|rezygn*|sprzeciw*|zgod*|odmow*", "nadal|dalej|wciaz przychodz*|dzwoni*|wysyla*|dostaj*|pisz*|sla", "wydzwani*", "skad .. macie|maja|wzieli .. moj|numer|adres|mail", "zgod* .. zaznacz*|automatu|domysln*|marketing*", "zaznaczon* z|domysln*|zgod*", "od tamtej pory", "od tego czasu", "jedne|jedno zakupy|zamowienie|zakup .. i", "marketing*|handlow* .. " + msgPL, "niechcian* " + msgPL, "zasyp*|zalewa*|bombard*", "prosil* .. zeby nie|przestal*", "po zakup* .. dzwon*|" + msgPL,
	},
	{ // C7
		"sprzeda* .. " + dataPL + "|baz*|mnie|moj*|nasz*", "handl* .. baz*|danymi|klient*", "przekaz*|udostepn*|puszcz*|podal*|oddal*|wysl* .. " + dataPL + "|dalej|osobom|firmom|partner*|komus", "osob* trzeci*", "zaufani partnerzy", "zaufan*|ich|naszych|ze partner*", "partner*", "obce|obcych|inne|innych|jakies firm*", "firmy .. nie slysza*|o ktorych", "komu jeszcze", "dane poszly|ida|trafil* dalej|do|w", "na lewo i", "reklamodawc*", "ubezpieczyci* .. dzwon*|numer", "broker* danych", "alias*|adres zalozony",
	},
	{ // R1+
		"jasn*|przejrzyst*|czytel*|zrozumial* .. inform*|napisan*|wyjasn*|po|dane|danych|polityk*|co|jak", "tlumacz*|wyjasni*|napisal*|napisali .. po co|dlaczego|jak|skad|ludzku|jasno|wprost|co", "po ludzku", "uczciw*|szczerz* .. napis*|mow*|inform*|powiedz*|stawia*", "z gory .. mowia|wiadomo|napis*|inform*", "transparentn*", "wprost .. napis*|mow*|pisz*", "od razu .. mowia|pisza|wiadomo .. po co|jak|co", "plus za jasn*|inform*", "dlaczego widze .. jest|pokaz*|mozna",
	},
	{ // R1-
		"drobn* druk*", "nigdzie .. nie|napis*|inform*|info", "polityk* prywatn* .. stron*|nikt|niezrozum*|dlug*|belkot", "zero|brak|zadn* wyjasn*|inform*|odpowiedzi|info", "nie wiem|wiadomo .. co|kto|gdzie|skad|dlaczego|po|komu|jak", "nie pisza|mowia|napisali|powiedz*|chca|umieja|tlumacz*|odpowiad*|wyjasn*|podaja", "dlaczego widze|dostaje|akurat", "niejasn*|metn*|pokretn*|ogolnik*", "nikt .. nie|umie|potrafi|wie .. powiedz*|wyjasn*|odpowie*|wie", "ukryt*|schowan* .. regulamin*|druk*|w", "powinni .. napisac|inform*|powiedziec", "chce|chcial* wiedziec", "bez slowa", "prawnicz* belkot|jezyk*",
	},
	{ // R2+
		"moge|mozna .. odznaczyc|wylaczyc|usunac|zmienic|wybrac|zdecydowac|edytowac|cofnac", "jednym klik*", "latwo .. wypis*|wylacz*|usun*|zmien*|cofn*|zrezyg*", "wypisal* .. od razu|dziala|jednym|i spokoj|bez", "wycofal* .. zgod*|klik*", "usuneli .. od|konto|tego|dane|bez|w", "sam|sama wybieram|decyduje|ustawi*|zaznacz*|ustalam", "pelna kontrol*", "mam kontrol*|wplyw", "da sie .. wylaczyc|wybrac|ustawic|usunac|odznaczyc", "panel*|ustawieni* .. wszystko|moge|mozna|odznacz*|wylacz*",
	},
	{ // R2-
		"nie da sie|mozna|moge|dalo|idzie .. wylacz*|usun*|wypis*|zmien*|popraw*|odznacz*|cofn*|zrezyg*|skasow*", "nie ma .. opcji|jak|mozliwosci|przycisku|gdzie", "brak opcji|mozliwosci|przycisku", "link .. wypis*|rezygn* .. nie|dziala|prowadzi|blad", "link nie dziala", "odrzuc wszystk*", "chce .. usunac|wypisac|skasowac|sam* decyd*", "szukal* .. godzin*|opcji|jak|gdzie .. wylacz*|usun*|wypis*", "zbywa*", "wlacza sie|samo .. z powrotem|znowu|ponownie", "musze .. zaakceptow*|zgodzic|zgode", "wymusz* .. zgod*", "bez zgody .. nie|ani|dalej", "schowan*|ukryt* .. opcj*|przycisk*|ustawieni*|tak",
	},
	{ // R3+
		"rodo|uodo .. od razu|przestali|dziala|zgodnie|porzadek|ok|szybko|wzorowo", "zgodnie z rodo|prawem|przepis*", "zgodne z rodo", "w terminie", "kopi* .. danych .. po|w|byla|dostal*|tygodn*|dni", "powolal* .. rodo|sie .. i", "przestrzega* .. rodo|przepis*|prawa", "uszanowa* .. prawo|sprzeciw|zadanie", "sprzeciw .. uwzgledn*|przyjeli|od", "iod|inspektor .. odpowied*|odpisal*",
	},
	{ // R3-
		"rodo", "uodo|puodo", "niezgodn* z|prawem", "nielegaln*|bezprawn*", "lam* prawo|przepisy|rodo", "art 00|15|17|21", "podstaw* prawn*", "maja|macie prawa", "nie maja prawa", "klauzul* inform*", "zadani* usuniecia|dostepu|kopii", "zglaszam|zglosze|skarg* do|na|zlozyl*", "kara|kare|kary .. uodo|za|finans*", "sprzeciw*", "prawo telekomunik*|komunikacji", "urzad ochrony", "prawnik*|adwokat*|sad|sadu",
	},
	{ // T1+
		"ufam|zaufan* .. im|do|tej|temu|firmie|mam", "mam .. zaufanie", "szanuj* .. prywatn*|klient*|dane|moj*", "kupuje .. bo|od lat|dlatego", "zostaje|zostane .. z|bo|u", "polecam .. bo|dane|prywatn*|szanuj*", "nigdy .. nie .. spam*|sprzeda*|wycie*", "zdobyli|zyskali|wzbudza* .. zaufan*", "spokojn* o .. dane", "czuje sie bezpiecz*", "wracam .. bo|do|dlatego", "dbaja|dba o .. dane|prywatn*|klient*",
	},
	{ // T1-
		"strac* .. zaufan*", "nie ufam|wierze|zaufam|kupie|wroce|polecam", "zero|brak zaufania", "usunal*|skasowal*|odinstal*|wywalil* .. apk*|aplikacj*|konto", "nigdy wiecej", "ostrzegam|ostrzeg*|odradzam", "omija*|unika* .. szeroki*|lukiem|ich|tego", "rezygnuj*|zrezygnowal*|odchodze|odszedl*|odeszl*|zmieniam|przenosze", "koniec .. zakup*|z|wspolprac*", "w stope", "wizerunk*", "moja noga", "wiecej .. nie kupie|zamowie|wejde", "trzymajcie sie z",
	},
	{ // irritation
		"za duzo|zbyt .. " + adPL + "|" + msgPL + "|powiadom*", "tyle|pelno|mnostwo " + adPL + "|" + msgPL + "|powiadom*", "wkurz*|irytuj*|denerwuj*|mecz*", "codzien*", "trzy|piec|cztery|dziesiec razy|" + msgPL, "co chwil*|godzin*|piec", "bez przerwy", "non stop", "ile mozna", "mam dosc|dosyc", "na okraglo", "dajcie spokoj|juz", "w kolko", "kilka razy dziennie", "powiadomien*",
	},
	{ // resignation
		"nic do ukrycia", "i tak .. wiedz*|wszystko|maja|znajda|nic|sie", "takie czasy", "co zrobic|poradzic", "pogodzil*", "nie ma .. wyjscia|sensu|ucieczki|prywatn*|co", "prywatn* .. nie ma|umarla|skonczyla|fikcja|mit", "machnal*|machnel* reka", "przyzwyczai*", "trudno", "nie ludzmy sie", "wszyscy tak robia", "juz dawno", "za pozno", "nie uciek*|wygra*", "poddal*", "wszystko jedno", "obojetne",
	},
}
