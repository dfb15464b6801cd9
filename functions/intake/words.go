package intake

// words are what the pages say in one language.
type words struct {
	FormTitle, FormLede, About                 string
	ChannelLabel, ChannelNone                  string
	TextLabel, TextHint                        string
	Trap, Send, OtherLanguage                  string
	NoticeTitle, Who, Why, HowLong, HowErase   string
	WhoNobody, WhyText, HowLongText, DaysWord  string
	HowEraseText                               string
	ErrorTitle                                 string
	NoFormTitle, NoForm                        string
	ThanksTitle, ThanksLede, ReceiptLabel      string
	ReceiptHint, ErasePage, Again, NothingElse string

	Channels map[string]string
	Problems map[string]string // by a problem's code
	Failed   string            // any other problem
}

func (w words) problem(code string) string {
	if m, ok := w.Problems[code]; ok {
		return m
	}
	return w.Failed
}

var translations = map[string]words{"en": english, "pl": polish}

var english = words{
	FormTitle: "Tell us about our messages",
	FormLede:  "Some of our messages know what you looked at or bought. Useful, or too much? Say it in your own words.",
	About:     "About",

	ChannelLabel: "What is it about?", ChannelNone: "Please choose (optional)",
	TextLabel: "Your words", TextHint: "In English or Polish. Please leave out names and other personal details.",
	Trap: "Leave this field empty", Send: "Send", OtherLanguage: "Po polsku",

	NoticeTitle: "What happens with it",
	Who:         "Who collects it", WhoNobody: "Whoever runs this installation has not given its name yet",
	Why: "Why", WhyText: "To count what people value and what worries them about personalised messages. There are only totals; nobody decides anything about you.",
	HowLong: "How long it is kept", HowLongText: "The text is deleted after", DaysWord: "days; it only stays counted. E-mail addresses, phone numbers and the like are replaced before it is stored. We ask for no name and set no cookie.",
	HowErase: "How to have it erased", HowEraseText: "You get a receipt at the end. It is enough, at any time, without an account.",

	ErrorTitle:  "It was not sent",
	NoFormTitle: "There is no such form", NoForm: "The link may be old or incomplete. Nothing of yours has been lost.",
	ThanksTitle: "Thank you", ThanksLede: "Your words have arrived.",
	ReceiptLabel: "Your receipt", ReceiptHint: "Keep it if you may want your words erased one day. We cannot show it again.",
	ErasePage: "Have it erased", Again: "Write something else", NothingElse: "There is nothing else to do. You can close this page.",

	Channels: map[string]string{
		"email": "An e-mail", "recommendation": "A recommendation", "ad": "An ad", "push_sms": "A text message or notification",
		"call": "A phone call", "loyalty": "A loyalty offer", "other": "Something else",
	},
	Problems: map[string]string{
		"text_empty":           "Please write something first.",
		"text_too_long":        "This is too long: at most about 16,000 characters. Please shorten it; nothing has been sent.",
		"text_not_utf8":        "Some characters could not be read. Please type them again.",
		"channel_unknown":      "Please choose again what it is about.",
		"too_many":             "A lot was sent from your network within minutes. Your words are still here: please send them again in ten minutes.",
		"token_expired":        "The form was open for a long time. Your words are still here: please send it again.",
		"token_invalid":        "The form could not be recognised. Your words are still here: please send it again.",
		"idempotency_mismatch": "You have sent this form before, with other words. If these are new, please send it again.",
		"in_flight":            "It is being sent already. Please wait a moment.",
		"body_too_large":       "This is too long: at most about 16,000 characters. Nothing has been sent.",
	},
	Failed: "That did not work. Your words are still here: please try again in a moment.",
}

var polish = words{
	FormTitle: "Powiedz nam, co myślisz o naszych wiadomościach",
	FormLede:  "Niektóre nasze wiadomości wiedzą, co było oglądane lub kupione. To pomaga czy już za dużo? Napisz własnymi słowami.",
	About:     "Dotyczy:",

	ChannelLabel: "Czego to dotyczy?", ChannelNone: "Wybierz (nieobowiązkowe)",
	TextLabel: "Twoja opinia", TextHint: "Po polsku lub po angielsku. Prosimy nie podawać nazwisk ani innych danych osobowych.",
	Trap: "Zostaw to pole puste", Send: "Wyślij", OtherLanguage: "In English",

	NoticeTitle: "Co się z tym stanie",
	Who:         "Kto zbiera opinie", WhoNobody: "Podmiot, który prowadzi tę instalację, nie podał jeszcze swojej nazwy",
	Why: "Po co", WhyText: "Aby policzyć, co ludzie cenią w spersonalizowanych wiadomościach, a co ich niepokoi. Powstają tylko sumy; nikt nie podejmuje na tej podstawie decyzji o Tobie.",
	HowLong: "Jak długo to przechowujemy", HowLongText: "Treść zostanie usunięta po", DaysWord: "dniach; pozostanie tylko policzona. Adresy e-mail, numery telefonów i podobne dane zastępujemy przed zapisaniem. Nie pytamy o nazwisko i nie zapisujemy plików cookie.",
	HowErase: "Jak to usunąć", HowEraseText: "Na końcu otrzymasz potwierdzenie. Ono wystarczy, w każdej chwili i bez konta.",

	ErrorTitle:  "Nie wysłano",
	NoFormTitle: "Nie ma takiego formularza", NoForm: "Link może być stary albo niepełny. Nic nie zostało utracone.",
	ThanksTitle: "Dziękujemy", ThanksLede: "Twoja opinia dotarła.",
	ReceiptLabel: "Twoje potwierdzenie", ReceiptHint: "Zachowaj je, jeśli kiedyś zechcesz usunąć swoją opinię. Nie możemy pokazać go ponownie.",
	ErasePage: "Usuń opinię", Again: "Napisz coś jeszcze", NothingElse: "To wszystko. Możesz zamknąć tę stronę.",

	Channels: map[string]string{
		"email": "E-mail", "recommendation": "Rekomendacja", "ad": "Reklama", "push_sms": "SMS lub powiadomienie",
		"call": "Rozmowa telefoniczna", "loyalty": "Oferta w programie lojalnościowym", "other": "Coś innego",
	},
	Problems: map[string]string{
		"text_empty":           "Najpierw coś napisz.",
		"text_too_long":        "To za długi tekst: najwyżej około 16 000 znaków. Skróć go, proszę; nic nie zostało wysłane.",
		"text_not_utf8":        "Niektórych znaków nie udało się odczytać. Wpisz je ponownie.",
		"channel_unknown":      "Wybierz jeszcze raz, czego to dotyczy.",
		"too_many":             "W ciągu kilku minut przyszło z Twojej sieci bardzo wiele wiadomości. Twój tekst tu jest: wyślij go jeszcze raz za dziesięć minut.",
		"token_expired":        "Formularz był długo otwarty. Twój tekst tu jest: wyślij go jeszcze raz.",
		"token_invalid":        "Nie udało się rozpoznać formularza. Twój tekst tu jest: wyślij go jeszcze raz.",
		"idempotency_mismatch": "Ten formularz został już wysłany z innym tekstem. Jeśli to nowa opinia, wyślij jeszcze raz.",
		"in_flight":            "Wysyłanie już trwa. Poczekaj chwilę.",
		"body_too_large":       "To za długi tekst: najwyżej około 16 000 znaków. Nic nie zostało wysłane.",
	},
	Failed: "Coś się nie udało. Twój tekst tu jest: spróbuj ponownie za chwilę.",
}
