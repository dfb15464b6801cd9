package main

import (
	"fmt"
	"os"
	"strings"

	"paradox/infra/lambdalocal/sandbox"
)

// commandsFor are lines for a shell that reach a stack on this machine. They run as
// they stand in the directory where the stack was started.
func commandsFor(b *sandbox.Sandbox, engine string) []sandbox.Command {
	tables := " --store dynamodb --endpoint " + engine + " --secret " + b.Provided["Secret"].Ref
	queues := " --endpoint " + engine + " --reactions-queue " + b.Provided["ReactionsQueue"].Ref + " --quarantine-queue " + b.Provided["QuarantineQueue"].Ref
	token := fmt.Sprintf(`token=$(curl -s -u %s:%s -d grant_type=client_credentials -d scope=mentions %s/token | sed 's/.*"access_token":"\([^"]*\)".*/\1/')`,
		sandbox.Program, sandbox.ProgramSecret, b.Provider.Issuer)
	mention := fmt.Sprintf(`curl -i -H "Authorization: Bearer $token" -H 'Content-Type: application/json' `+
		`-d '{"mentions": [{"id": "1", "time": "'$(date -u +%%FT%%TZ)'", "source": "mentions", "channel": "ad", "text": "That ad follows me everywhere."}]}' %s/v1/mentions`, b.URL)
	return []sandbox.Command{
		{Does: "The command line reaches the same tables", Line: invocation() + " campaign list" + tables},
		{Does: "What the weekly digest says (its mail goes to a topic, which has no subscriber here)", Line: invocation() + " digest" + tables, After: "DigestFunction"},
		{Does: "What was put aside", Line: invocation() + " quarantine" + queues},
		{Does: "A program's token, good for an hour", Line: token},
		{Does: "With it, a mention", Line: mention},
	}
}

// invocation is how this program was called.
func invocation() string {
	if path, err := os.Executable(); err == nil && strings.Contains(path, "go-build") { // by go run, which takes it away
		return "go run ./functions/local"
	}
	return os.Args[0]
}
