package language

import (
	"strings"
	"sync"

	"paradox/analysis/language/internal/gram"
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
