package language

import (
	"strings"
	"sync"

	"paradox/analysis/language/internal/gram"
	"paradox/analysis/language/internal/table"
)

// everyones are words that people write in any language: they tell nothing. A
// text of nothing else is undetermined.
var everyones = sync.OnceValue(func() map[uint32]bool {
	set := map[uint32]bool{}
	for word := range strings.FieldsSeq(everyonesWords) {
		set[gram.Whole(word)] = true
	}
	return set
})

const everyonesWords = `
	ok okay okey oki super wow top hit no stop bravo bingo mega extra
	lol xd xdd omg wtf fyi asap rip meh hm hmm mhm aha oho ha haha hahaha hehe hihi ah oh eh uff ups uh
	app online offline internet mail email sms mms pdf wifi vpn info spam newsletter cookie cookies
	bot chatbot ai it pr id pin vip gps usb tv dj fb ig yt
	gdpr google gmail facebook instagram messenger whatsapp youtube netflix spotify tiktok twitter
	amazon allegro ebay aliexpress zalando ikea apple iphone samsung android microsoft windows
	rt http https www com pl html
	a i o u e
`

// certain are words of one language that are too rare in what the table was
// learnt from, though not in what people write here.
var certain = sync.OnceValue(func() map[uint32]int {
	words := map[uint32]int{}
	for i, list := range [expected]string{
		"unsubscribe unsubscribed unsubscribing optout personalised personalized retargeting",
		"rodo uodo pesel spoko git siema",
	} {
		for word := range strings.FieldsSeq(list) {
			words[gram.Whole(word)] = i
		}
	}
	return words
})

// certainty is what such a word adds for its language.
const certainty = 4 * table.Scale
