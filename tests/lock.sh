#!/bin/sh
# Resolves the versions for every Python from 3.11 on, with hashes and without any index address.
set -eu
tool=$(mktemp -d)
python3 -m venv "$tool"
"$tool/bin/pip" --quiet install uv
compile() {
  "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml "$@"
}
compile --output-file requirements.lock
compile --all-extras --group dev --output-file requirements-dev.lock
rm -rf "$tool"
