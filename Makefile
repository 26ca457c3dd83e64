# The commands that people and CI use. Stamps keep a second run from doing anything.
.PHONY: run setup test torture deps-dev browser lock

BIN = .venv/bin
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE)

run: setup
	@REFERO_ENV=demo $(BIN)/refero serve

setup: .venv/.setup admin/static/vendor/.fetched

test: setup deps-dev browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile

torture: setup deps-dev
	$(BIN)/pytest -m torture -s -o faulthandler_timeout=1800

deps-dev: .venv/.dev

browser:
	@sh .ci/browser.sh

# make lock UPGRADE=--upgrade takes newer versions
lock: deps-dev
	$(LOCK) --group installer -o requirements-uv.lock
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
	$(MAKE) deps-dev
	$(BIN)/python .ci/third_party.py

.venv/.made:
	@sh .ci/venv.sh
	@touch $@

.venv/.setup: .venv/.made requirements.lock requirements-uv.lock pyproject.toml
	@$(BIN)/python .ci/install.py requirements.lock
	@touch $@

.venv/.dev: .venv/.setup requirements-dev.lock
	@$(BIN)/python .ci/install.py requirements-dev.lock
	@touch $@

# Writes its own stamp, or warns and is tried again at the next set-up.
admin/static/vendor/.fetched: package-lock.json | .venv/.setup
	@$(BIN)/python -m admin.assets
