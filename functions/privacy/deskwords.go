package privacy

// deskWords are what the pages say to the privacy officer, in one language.
type deskWords struct {
	Title, Lede                                     string
	Source, Choose, NoSource, Unread                string
	Message, ID, IDHint, EraseMessage               string
	Author, Handle, HandleHint, EraseAuthor         string
	Objection, ObjectionHint                        string
	At                                              string // before the source's name
	NoneTitle                                       string // in place of Erased
	MessageDone, MessageNone                        string
	AuthorDone, AuthorNone, Count                   string
	LaterMessage, LaterAuthor, LaterObjection, Else string
	SignIn                                          string

	Problems map[string]string // by a problem's code, in place of the receipt's
}

var deskEnglish = deskWords{
	Title:  "For the privacy officer",
	Lede:   "People who have no receipt turn to you. What goes is what goes with a receipt: text, labels and author, and their part in all totals. This cannot be undone.",
	Source: "Source", Choose: "Choose a source", NoSource: "No source is registered, so that nothing was ever taken from one.",
	Unread:  "The sources cannot be read just now. Please load this page again in a moment.",
	Message: "One message", ID: "Id of the message", IDHint: "What the source calls it: the id that it was handed in with.",
	EraseMessage: "Erase this message",
	Author:       "Everything of one author", Handle: "Author’s handle at the source", HandleHint: "As it was handed in; capital letters make no difference.",
	EraseAuthor:    "Erase all of this author",
	Objection:      "The person objects to their messages being taken at all",
	ObjectionHint:  "Without this, everything goes that the author wrote until now, and what they write later is taken again. With it, later messages of this author at this source are refused too, for good: nothing on this page takes an objection back.",
	At:             "Source:",
	NoneTitle:      "Nothing was there",
	MessageDone:    "The message is gone, with everything that was derived from it, and is no longer in any total.",
	MessageNone:    "There was nothing left to erase, or the message had not been counted yet. Please check the id: a slip in it looks the same.",
	AuthorDone:     "What this author wrote is gone, with everything that was derived from it, and is no longer in any total.",
	AuthorNone:     "There was nothing of this author to erase. Please check the handle: a slip in it looks the same.",
	Count:          "Messages erased:",
	LaterMessage:   "Should the same message still be on its way, or be handed in again, it will not be taken.",
	LaterAuthor:    "What this author wrote until now will not be taken again. What they write later will be: no objection was noted.",
	LaterObjection: "The objection is noted: nothing of this author at this source is taken any more.",
	Else:           "Erase something else",
	SignIn:         "Sign in",
	Problems: map[string]string{
		"invalid":        "Please choose a source, and enter the id or the handle.",
		"source_unknown": "There is no such source. Please choose one of the list.",
		"body_too_large": "This is too long.",
		notOfficerCode:   "Without a receipt only the privacy officer can erase. If that is you: your session may have ended.",
		withheldCode:     "Your browser did not say that this page sent the form, so that your session does not count. Please use another browser.",
		unfinishedCode:   "Your request is noted for good, but something went wrong on the way. Please send the same once more in a moment.",
	},
}

var deskPolish = deskWords{
	Title:  "Dla inspektora ochrony danych",
	Lede:   "Kto nie ma potwierdzenia, zwraca się do Ciebie. Znika to samo co przy potwierdzeniu: treść, etykiety i autor oraz ich udział we wszystkich sumach. Tego nie można cofnąć.",
	Source: "Źródło", Choose: "Wybierz źródło", NoSource: "Nie zarejestrowano żadnego źródła, więc z żadnego niczego nie przyjęto.",
	Unread:  "Nie można teraz odczytać źródeł. Wczytaj tę stronę ponownie za chwilę.",
	Message: "Jedna wiadomość", ID: "Identyfikator wiadomości", IDHint: "Nadany przez źródło: ten, z którym ją przekazano.",
	EraseMessage: "Usuń tę wiadomość",
	Author:       "Wszystko jednego autora", Handle: "Nazwa autora w źródle", HandleHint: "Taka, z jaką przekazano wiadomości; wielkość liter nie ma znaczenia.",
	EraseAuthor:    "Usuń wszystko tego autora",
	Objection:      "Ta osoba sprzeciwia się przyjmowaniu jej wiadomości",
	ObjectionHint:  "Bez tego zniknie wszystko, co autor napisał do tej chwili, a to, co napisze później, znów będzie przyjmowane. Z tym także późniejsze wiadomości tego autora z tego źródła będą odrzucane, na stałe: na tej stronie sprzeciwu nie można cofnąć.",
	At:             "Źródło:",
	NoneTitle:      "Niczego tu nie było",
	MessageDone:    "Wiadomość zniknęła razem ze wszystkim, co z niej wynikło, i nie ma jej już w żadnej sumie.",
	MessageNone:    "Nie było już czego usuwać albo wiadomość nie została jeszcze policzona. Sprawdź identyfikator: pomyłka w nim wygląda tak samo.",
	AuthorDone:     "To, co ten autor napisał, zniknęło razem ze wszystkim, co z tego wynikło, i nie ma tego już w żadnej sumie.",
	AuthorNone:     "Nie było niczego tego autora do usunięcia. Sprawdź nazwę: pomyłka w niej wygląda tak samo.",
	Count:          "Usunięte wiadomości:",
	LaterMessage:   "Jeśli ta sama wiadomość jest jeszcze w drodze albo zostanie przekazana ponownie, nie zostanie przyjęta.",
	LaterAuthor:    "To, co ten autor napisał do tej chwili, nie zostanie przyjęte ponownie. To, co napisze później, będzie przyjmowane: sprzeciwu nie zapisano.",
	LaterObjection: "Sprzeciw zapisano: niczego tego autora z tego źródła już nie przyjmujemy.",
	Else:           "Usuń coś innego",
	SignIn:         "Zaloguj się",
	Problems: map[string]string{
		"invalid":        "Wybierz źródło i podaj identyfikator albo nazwę autora.",
		"source_unknown": "Nie ma takiego źródła. Wybierz jedno z listy.",
		"body_too_large": "To jest za długie.",
		notOfficerCode:   "Bez potwierdzenia usuwać może tylko inspektor ochrony danych. Jeśli nim jesteś: Twoja sesja mogła wygasnąć.",
		withheldCode:     "Przeglądarka nie podała, że formularz wysłała ta strona, więc Twoja sesja się nie liczy. Użyj innej przeglądarki.",
		unfinishedCode:   "Żądanie zostało trwale zapisane, ale po drodze coś się nie udało. Wyślij to samo jeszcze raz za chwilę.",
	},
}
