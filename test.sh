#!/usr/bin/env bash
# Makes .venv, installs miglint with its development tools, then checks style, types, layers and behaviour.
#   ./test.sh            everything
#   ./test.sh ARGS...    only pytest, with these arguments
set -euo pipefail
cd "$(dirname "$0")"

for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
  if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
: "${python:?miglint needs Python 3.11 or later on the PATH (or in PYTHON)}"

[ -x .venv/bin/python ] || "$python" -m venv .venv
if ! cmp -s pyproject.toml .venv/installed.toml; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
  cp pyproject.toml .venv/installed.toml
fi
export PATH="$PWD/.venv/bin:$PATH"

if [ $# -gt 0 ]; then
  exec pytest "$@"
fi
ruff format --check .
ruff check .
mypy
lint-imports
pytest -n "${MIGLINT_TEST_WORKERS:-2}"
