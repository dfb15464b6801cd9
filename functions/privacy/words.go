package privacy

// words are what the pages say in one language.
type words struct {
	Title, Lede, Label, Hint, Button, OtherLanguage string
	What                                            string
	ErrorTitle, UnfinishedTitle                     string
	DoneTitle, Done, DoneNone, Gone, Close          string

	Problems map[string]string // by a problem's code
	Failed   string            // any other problem
	Desk     deskWords
}

// problem returns what a problem means for the person who asked by that form: whether
// anything was erased, and what to do.
func (w words) problem(at kind, code string) *alert {
	a := alert{Title: w.ErrorTitle, Text: w.Failed}
	if m, ok := w.Problems[code]; ok {
		a.Text = m
	}
	if m, ok := w.Desk.Problems[code]; ok && at != byReceipt {
		a.Text = m
	}
	if code == unfinishedCode {
		a.Title = w.UnfinishedTitle
	}
	a.SignIn = code == notOfficerCode
	return &a
}

type alert struct {
	Title, Text string
	SignIn      bool // and where to sign in
}

var translations = map[string]words{
	"en": {
		Title: "Have your words erased",
		Lede:  "Enter the receipt that you got when you sent them. Nothing else is needed.",
		Label: "Receipt", Hint: "About 46 letters, digits, dashes and underscores.",
		Button: "Erase", OtherLanguage: "Po polsku",
		What:       "The text goes at once, with everything that was derived from it, and it is taken out of all totals. This cannot be undone.",
		ErrorTitle: "Nothing was erased", UnfinishedTitle: "Not finished yet", DoneTitle: "Erased",
		Done:     "Your words are gone, with everything that was derived from them, and are no longer in any total.",
		DoneNone: "There was nothing left to erase, or your words had not been counted yet. Either way they will not be kept.",
		Gone:     "Backup copies are gone by", Close: "You can close this page.",
		Problems: map[string]string{
			"receipt_unknown": "This receipt is not known here. Please check that you copied all of it.",
			"invalid":         "Please enter your receipt.",
			"too_many":        "Too many receipts came from your network. Please try again in ten minutes.",
			"body_too_large":  "This is too long for a receipt.",
			unfinishedCode:    "Your request is noted for good, but something went wrong on the way. Please enter the receipt once more in a moment.",
		},
		Failed: "That did not work. Please try again in a moment.",
		Desk:   deskEnglish,
	},
	"pl": {
		Title: "Usuń swoją opinię",
		Lede:  "Podaj potwierdzenie otrzymane po wysłaniu opinii. Nic więcej nie potrzeba.",
		Label: "Potwierdzenie", Hint: "Około 46 liter, cyfr, myślników i podkreśleń.",
		Button: "Usuń", OtherLanguage: "In English",
		What:       "Treść zniknie od razu, razem ze wszystkim, co z niej wynikło, i zostanie odjęta od wszystkich sum. Tego nie można cofnąć.",
		ErrorTitle: "Niczego nie usunięto", UnfinishedTitle: "Jeszcze nie zakończono", DoneTitle: "Usunięto",
		Done:     "Twoja opinia zniknęła razem ze wszystkim, co z niej wynikło, i nie ma jej już w żadnej sumie.",
		DoneNone: "Nie było już czego usuwać albo opinia nie została jeszcze policzona. W obu przypadkach nie zostanie zachowana.",
		Gone:     "Kopie zapasowe znikną do dnia", Close: "Możesz zamknąć tę stronę.",
		Problems: map[string]string{
			"receipt_unknown": "Nie znamy takiego potwierdzenia. Sprawdź, czy skopiowano je w całości.",
			"invalid":         "Podaj swoje potwierdzenie.",
			"too_many":        "Z tej sieci przyszło zbyt wiele potwierdzeń. Spróbuj ponownie za dziesięć minut.",
			"body_too_large":  "To za długie jak na potwierdzenie.",
			unfinishedCode:    "Żądanie zostało trwale zapisane, ale po drodze coś się nie udało. Podaj potwierdzenie jeszcze raz za chwilę.",
		},
		Failed: "Coś się nie udało. Spróbuj ponownie za chwilę.",
		Desk:   deskPolish,
	},
}
