# make quick   while working: the short tests of what has changed, the rest is remembered
# make test    everything that a change must pass; what it needs it installs
# make stack   the AWS stack on this machine, without an account; with DEMO=1 filled with
#              the demo set, with ADDR=127.0.0.1:8090 at another address

SHELL       := bash -euo pipefail
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# The go command's ./... passes over testdata, where the demo set and its generator live.
PACKAGES    := ./... ./testdata ./testdata/demogen

.PHONY: quick test engines format vet staticcheck tidy template generated tests stack

quick: engines .cache/sam/installed format vet
	go test -short $(PACKAGES)

test: engines format vet staticcheck tidy template generated tests

# The real engines that tests run against, in .cache: MiniStack (DynamoDB and SQS;
# needs python3) and DynamoDB Local (needs Java 17 and Maven; its licence lets
# everyone fetch it and nobody pass it on).
ENGINES := infra/enginetest
engines: .cache/ministack/installed .cache/dynamodb-local/installed

.cache/ministack/installed: $(ENGINES)/requirements.txt
	python3 -m venv --clear .cache/ministack
	.cache/ministack/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

.cache/dynamodb-local/installed: $(ENGINES)/pom.xml
	rm -rf .cache/dynamodb-local
	mvn -q -B -f $< dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory='$(CURDIR)/.cache/dynamodb-local/libs'
	touch $@

# The template's tools: what they find wrong, in the template and in what SAM makes of
# it, and the build that comes before a deployment. They ask nobody.
SAM := SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=eu-central-1 .cache/sam/bin
.cache/sam/installed: infra/template/requirements.txt
	python3 -m venv --clear .cache/sam
	.cache/sam/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

template: .cache/sam/installed
	$(SAM)/cfn-lint template.yaml
	$(SAM)/python infra/template/expand.py template.yaml > .cache/expanded.json
	$(SAM)/cfn-lint .cache/expanded.json
	$(SAM)/sam validate --lint
	$(SAM)/sam build

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
	go run ./functions/local openapi --check
	go run ./functions/local capacity --readme README.md --check

tests: engines .cache/sam/installed
	go test -race -shuffle=on -timeout 60m $(PACKAGES)

# The AWS stack on this machine; see paradox stack --help.
stack: .cache/ministack/installed
	go run ./functions/local stack $(if $(ADDR),--addr '$(ADDR)') $(if $(DEMO),--demo)

# Called by sam build for each function: the bootstrap binary for provided.al2023 on arm64.
build-%Function:
	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc -trimpath -ldflags '-s -w' \
		-o '$(ARTIFACTS_DIR)/bootstrap' ./functions/$(shell echo '$*' | tr A-Z a-z)/lambda
