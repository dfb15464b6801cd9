package keywords

const (
	dataEN = "data|info|information|details|number|email|address"
	adsEN  = "ad|ads|advert|adverts|advertising"
	msgEN  = "email|emails|mail|mails|text|texts|sms|newsletter|newsletters|message|messages|call|calls|offers|promos|spam"
)

// phrasesEN are the English rules, in the order of label.Outputs and then the facets.
var phrasesEN = [heads][]string{
	{ // V1+
		"recommendation*|suggestion*|picks|recs .. great|good|brilliant|perfect|useful|helpful|accurate|excellent|fantastic",
		"recommend*|suggest*|show*|send*|pick* .. exactly|just what|the i|my",
		"exactly what i need*|want*|like*|was", "just what i need*|want*|was", "spot on", "right up my", "to my taste", "my taste|style|size",
		"knows what i like|need|want|love", "know what i like|need|want|love", "relevant offer*|ads|email*|to", "actually relevant|useful|fit|fits|suits|interest*",
		"ads .. useful|relevant|interesting", "tailored to my|me", "found .. thanks to", "never have found", "scarily good|accurate", "always find something", "hit* the nail", "bang on", "suggests .. fit",
		"offers|coupons|vouchers|deals|ads|emails .. i buy|like|use|want", "match* what i|we", "right for us|me", "always something for me", "stuff|things i buy|like|use|need|actually|want", "decent suggestion*|recommendation*|picks|offers", "tailored .. well|situation|needs",
	},
	{ // V1-
		"recommend*|suggest*|offer*|show*|send* .. dont|wrong|irrelevant|never", "already bought|own|have", "i dont have|own .. kids|children|dog|cat|car|baby|garden",
		"irrelevant", "nothing to do with", "not relevant", "keep*|kept recommending|showing|suggesting|offering|sending|pushing", "thinks i am|im", "no interest in", "picked for you", "selected for you",
		"same things|items|stuff|ads again|over", "wrong size|person|name|gender|language", "still shows|showing|recommends|suggesting|advertising", "of no use to me", "completely off", "way off", "not my size|style|taste",
		"getting|get|got recommendations|ads|offers|suggestions|adverts for", "thinks im", "wrong recommendations|suggestions|sizes|offers", "nothing .. is for me", "never my style|taste|size", "id never buy|wear|use|want", "rubbish|useless suggestions|recommendations|offers|picks|ads", "i bought .. once|and now", "sent me .. for a|new",
	},
	{ // V2
		"remember*|knows|saved|stores .. my|last|what|order|usual|size", "saves|saved|saving me|time|hours|effort|so", "two|one taps|clicks|tap|click", "remind* me", "reminder*", "prefilled|prefills|autofill*|fills", "filled .. in",
		"dont have|need to search|scroll|dig|type|look|enter|retype", "no more searching|scrolling|digging|typing", "reorder*", "so handy|convenient|easy", "very convenient", "less scrolling|searching|hassle", "straight to what|the",
	},
	{ // V3
		"rather see .. " + adsEN, "id rather|prefer .. relevant|tailored|personal*|targeted", "personal touch", "nice touch", "happy to share|give|tell|let", "dont mind sharing|giving|telling|them|if", "birthday .. voucher|discount|gift|offer|treat|coupon",
		"i like|love|enjoy|appreciate the|that|being|when|how .. personal*|tailored|remember*", "personalised|personalized emails|offers|recommendations", "make it personal", "same generic", "feel* like a|im valued|person|known|special|appreciated", "turned .. back on", "expect them to know", "wish they|it would|knew .. my", "treat* me like|as", "worth sharing", "in exchange|return for",
		"id rather have|get|see", "like|love being treated|known|recognised|remembered", "like that they|it know*|remember*", "willing|happy to send|share|let", "for them to see|know|have",
	},
	{ // C1
		"why .. need|want|ask .. my|date|birth|phone|address|location|contacts", "asks|asked|asking|wants|wanted|want|demand*|require* .. date|birth|phone|number|contacts|location|passport|income|id|address", "too much " + dataEN, "too many questions|permissions", "know|knows too much", "how much they|it|you know*|collect*|must", "collect* .. " + dataEN + "|everything|much|about",
		"access to my contacts|location|camera|microphone|photos|mic", "permission*", "none of their|your business", "more than my bank|doctor", "just to see|browse|buy|get|use .. account|number|email|register", "hand* over .. " + dataEN, "date of birth", "nosy", "harvest*", "unnecessary " + dataEN,
		"needs|need|why .. to know", "too many personal|nosy|private", "lot of personal information|data|info|questions", "far|way too much about|on|info*|data", "hold|know|knows|have .. too much", "wants|wanted a selfie|photo|passport|my", "must know everything",
	},
	{ // C2
		"follow*|chas*|stalk* me|us", "stalk*", "track* me|my|us|everything|you", "tracking", "spy*|spies|spied", "big brother", "watch*|monitor* me|us|my|everything|every", "listen*|eavesdrop* .. me|us|my|conversation*|phone|mic*|in", "phone .. listening", "surveill*", "how do|does|did .. know|knew", "everywhere i go", "all over the internet|web", "every move", "know where i am|was|live", "looked at .. once|ads|ad|everywhere", "wherever i go",
		"been|being|were|get watched|tracked|followed|monitored", "monitor* your|my|our", "searched for .. ads|adverts|everywhere", "watches what i", "follow* what|you .. look|do|site|buy", "see everything", "talk*|talking about .. ads|adverts|ad|advert",
	},
	{ // C3
		"creep*", "freak* me|out", "unsettl*", "unnerv*", "uncomfortable|uneasy", "invasive|intrusive|intruding|invad*|invasion", "too personal", "cross* a|the line", "skin crawl", "gives|gave me the", "weirded out", "mortified|embarrass*", "eerie|sinister|disturbing|chilling|spooky", "a bit scary|much|weird", "in front of my", "violated", "felt watched|exposed|naked",
	},
	{ // C4
		"hack*", "breach*", "leak* .. " + dataEN + "|my|customers", "data leak*", "leaked", "identity theft|fraud", "stolen|stole .. " + dataEN + "|card|identity|account", "log*|got into|in .. my account", "someone else .. account|order*|" + dataEN, "stranger* .. account|see|saw|" + dataEN, "password .. plain", "plain text", "phishing", "scam texts|emails|calls", "loan in my name", "in my name", "security .. weak|poor|trust|joke", "save my card", "dark web", "see|saw|showed .. other|someone|strangers|another .. orders|details|" + dataEN, "secure enough",
	},
	{ // C5
		"use*|using .. against me|us|you", "train* .. ai|model*|algorithm*", "profil* me|us|people|customers", "profile of me", "build*|built a|up .. profile", "price* .. because|higher|went|depend*|more", "jack*|put up prices|the", "profit* from|off|on", "mak* money off|from|out", "exploit*", "manipulat*", "without asking", "for another purpose", "not what i gave", "misus*", "discriminat*", "used my " + dataEN + "|photo*|history|purchases",
		"charged|charge more because", "used to train|decide|set|push|work", "get more money out", "put* prices|premium|premiums up", "price .. jumped|up .. after|second|twice",
	},
	{ // C6
		"never|didnt|not signed|sign|agreed|agree|asked|subscribed|opted|consented|consent|gave", "unsubscrib* .. still|keep|again|times|twice|yet|and|but", "still get*|getting|receiv*|sending|send .. " + msgEN, "spam*", "keep|keeps|kept calling|ringing|texting|emailing|phoning|messaging", "where did .. get my", "how did .. get my|number|email", "pre ticked|checked", "preticked", "opted out", "cold call*", "since i|then|ordering|buying .. " + msgEN, "bombard*|flood*|inundat*", "one order|purchase and", "marketing " + msgEN, "unsolicited", "asked .. to stop", "junk mail|email*",
		"did not subscribe|agree|sign|ask|consent", "asked to be removed|taken", "remove me", "already ticked|checked", "ever since", "asking you to stop", "for a delivery|receipt .. promotions|marketing|offers", "said no to",
	},
	{ // C7
		"sell*|sold|selling .. my|our|your|me|us|people|customer* .. " + dataEN + "|out|list|insurers", "sold|sell* .. " + dataEN, "third part*|parties", "shar*|pass*|giv*|gave|forward* .. my|our .. " + dataEN, "pass* it|on|them .. to|on", "partners", "data broker*|brokers", "other companies|firms|businesses", "companies|firms .. never heard", "who else", "shared with", "our data .. product", "unique email", "alias", "advertisers",
	},
	{ // R1+
		"clear* about|explain*|told|states|says|policy|information", "explain* .. why|what|how .. " + dataEN + "|use*|ask*|keep", "transparen*|upfront|open about|with|and", "told me exactly|what|why|how", "plain english|language", "says why|exactly|what", "why am i seeing", "honest about", "easy to understand|read", "easy to read", "being upfront|open|honest|clear", "tells|told you|us|me .. why|what|exactly",
	},
	{ // R1-
		"small|fine print", "buried", "nowhere .. say|said|tell|explain", "privacy policy .. pages|unreadable|understand|long|vague", "no explanation", "no idea what|how|why|where|who", "wont|didnt|doesnt|dont|never|not tell|say|explain|told|answer|mention", "why am i seeing|getting", "vague|unclear", "legal jargon|speak", "hidden in|somewhere|away", "not clear what|how|who|why", "nobody can|could|will tell|explain|say", "dodge*|evasive", "want to know what|how|where|who|why", "no answer|reply",
	},
	{ // R2+
		"opt* out .. easy|easily|click|worked", "turn*|switch* .. off .. easy|easily|click|worked|simple", "can turn|switch|choose|delete|untick|edit|change|decide|pick", "unsubscribed .. click|worked|once|immediately|straight|instantly", "one click", "delet* .. straight|immediately|within|same|no|quickly|easy|easily", "choose what|which|how", "let* me choose|pick|decide|delete|turn|switch|edit|see|untick|control|change", "in control", "easy to unsubscribe|opt|delete|turn|switch|change|edit", "full control", "withdrew .. click",
	},
	{ // R2-
		"no way to|of turn*|delet*|opt*|switch*|stop|remov*|chang*|unsubscrib*|see", "cant|cannot|couldnt|unable|impossible turn|delete|opt|switch|unsubscribe|change|find|remove|edit|correct|to", "no option|opt|unsubscribe|button|setting", "unsubscribe link|button .. work*|broken|nothing|404|error|dead", "link .. doesnt|didnt work", "reject all", "hidden .. settings|menu*|screens", "want .. account|data deleted|removed", "turn* itself back", "back on", "accept all", "no choice but|but", "refus*|ignor* .. delete|deletion|request", "forced to accept|agree|consent",
		"please delete", "cant|couldnt see|find .. option|where|way|setting", "delete button", "opt out .. dead|broken|nothing", "asked .. twice|times .. delete|removed|taken|off", "no unsubscribe|opt|off",
	},
	{ // R3+
		"gdpr|ccpa|dpa|law|legal* .. fine|correct|properly|complied|book|respected|works", "by the book", "complied|compliant|complies", "within the month|30|a|legal .. days|week|deadline|limit", "copy of my data .. within|quickly|days|week|arrived", "subject access .. days|within|answered|quickly|full", "quoted .. and they", "respect* my right*", "honoured|honored", "mentioned gdpr .. stopped|and",
	},
	{ // R3-
		"gdpr|ccpa|coppa|ico|ftc", "illegal*|unlawful*", "against the law", "legal basis", "regulator|ombudsman|watchdog", "right to erasure|be|access|object|know", "subject access|request*", "article 15|17|21|00", "report* them|this|you to", "breach* of|the .. gdpr|law|act", "data protection", "fine*d", "break* the law", "is that|this|it even legal", "even legal", "complaint to|with the", "kids|children* data|under",
	},
	{ // T1+
		"i trust them|this|it|you", "trust them with|my|more|completely", "trust .. with my", "trustworthy|reliable with", "respect* my privacy", "respect privacy", "stay*|staying|stick*|sticking with|loyal", "recommend* .. because|privacy|data|respect", "never .. sold|spam*|shared|passed", "earned my trust", "feel safe|confident|comfortable", "why i stay|keep|shop|buy|use", "come back|coming because",
	},
	{ // T1-
		"lost .. trust", "dont|cant|wouldnt|no|not longer|trust them|it|you|this", "dont trust", "never trust", "trust .. gone|broken|zero|lost", "deleted the app|my|account", "uninstall*", "avoid*", "stay away", "never again", "cancel*|closed my|account|membership", "warn*|telling everyone|people|friends", "dont believe", "not buying|shopping|using there|again|it|them", "leaving|left|switched|moved because|to|over", "last time i", "shot themselves", "no longer a|shop|buy|use|customer",
		"cancelled .. because|after|over", "stopped using", "lost a customer", "moving|moved|taking my|everything .. elsewhere|somewhere|out", "wouldnt|wont give|use|go|shop|buy|sign|be .. again|back|anymore",
	},
	{ // irritation
		"too many " + adsEN + "|" + msgEN + "|notifications|pop*", "so many " + adsEN + "|" + msgEN + "|notifications", "annoying|irritating|annoyed", "every day|hour|single", "constant*", "three|four|five|six|ten times a", "stop sending|emailing|calling|already", "drives me mad|nuts|crazy|up", "sick of", "fed up", "notifications all|every|constantly", "enough already", "nonstop|non stop", "every five minutes",
	},
	{ // resignation
		"nothing to hide", "know everything anyway|already", "privacy is dead|gone", "it is what it", "no other choice", "whatever .. do", "what can you do", "given up", "cant do anything|be", "no point in|worrying|fighting", "theyve|they already|have got|all|my|everything", "thats how|just how", "too late", "anyway", "no escaping|escape|avoiding", "everyone does it", "shrug*", "might as well", "get over it", "used to it",
	},
}
