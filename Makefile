# make quick   under a minute, while working
# make test    everything that a change must pass; what it needs it installs

SHELL       := bash -euo pipefail
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# The go command's ./... passes over testdata, where the demo set and its generator live.
PACKAGES    := ./... ./testdata ./testdata/demogen

.PHONY: quick test format vet staticcheck tidy generated tests build-ClassifyFunction

quick: format vet
	go test -short -race -shuffle=on $(PACKAGES)

test: format vet staticcheck tidy generated tests

format:
	@out=$$(gofmt -l .); if [ -n "$$out" ]; then echo "gofmt:"; echo "$$out"; exit 1; fi

vet:
	go vet $(PACKAGES)

staticcheck:
	go run $(STATICCHECK) $(PACKAGES)

tidy:
	go mod tidy -diff

# Everything that a program writes is written again and compared.
generated:
	go run ./testdata/demogen -check
	go run ./functions/local train --check
	go run ./functions/local eval --check

tests:
	go test -race -shuffle=on $(PACKAGES)

# Called by sam build for each function: the bootstrap binary for provided.al2023 on arm64.
build-ClassifyFunction:
	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc -trimpath -ldflags '-s -w' \
		-o '$(ARTIFACTS_DIR)/bootstrap' ./functions/classify/lambda
