# The commands that people and CI use. Stamps keep a second run from doing anything.
.PHONY: run setup deps-dev

setup: .venv/.setup
deps-dev: .venv/.dev

.venv/.made:
	@sh .ci/venv.sh
	@touch $@

.venv/.setup: .venv/.made requirements.lock requirements-uv.lock pyproject.toml
	@.venv/bin/python .ci/install.py requirements.lock
	@touch $@

.venv/.dev: .venv/.setup requirements-dev.lock
	@.venv/bin/python .ci/install.py requirements-dev.lock
	@touch $@
