#!/usr/bin/env bash
# The steps of the GitHub Action: install miglint into a virtual environment, check, annotate, summarise.
# Inputs come through the environment only (MIGLINT_*), so that none of them is ever run as shell code.
set -euo pipefail

python=$(command -v python3 || command -v python) || {
  echo "::error title=miglint::Python 3.11 or later is needed; add actions/setup-python before this step."
  exit 2
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "::error title=miglint::Python 3.11 or later is needed; add actions/setup-python before this step."
  exit 2
}

home="${RUNNER_TEMP:-${TMPDIR:-/tmp}}/miglint-action"
if [ ! -x "$home/bin/miglint" ]; then
  "$python" -m venv "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check \
    "${MIGLINT_VERSION:+miglint==}${MIGLINT_VERSION:-$GITHUB_ACTION_PATH}"
fi

arguments=()
[ -n "${MIGLINT_CONFIG:-}" ] && arguments+=(--config "$MIGLINT_CONFIG")
[ -n "${MIGLINT_CONSTITUTION:-}" ] && arguments+=(--constitution "$MIGLINT_CONSTITUTION")
[ -n "${MIGLINT_SINCE:-}" ] && arguments+=(--since "$MIGLINT_SINCE")
while IFS= read -r line; do
  [ -n "$line" ] && arguments+=("$line")
done <<<"${MIGLINT_ARGS:-}"
paths=()
while IFS= read -r line; do
  [ -n "$line" ] && paths+=("$line")
done <<<"${MIGLINT_PATHS:-}"

check() {
  "$home/bin/miglint" check "${arguments[@]}" "$@" -- "${paths[@]}"
}

report=$(mktemp -d)
status=0
check --fail-on "${MIGLINT_FAIL_ON:-error}" >"$report/text" 2>"$report/notes" || status=$?
echo "::group::miglint"
cat "$report/text" "$report/notes"
echo "::endgroup::"

if [ "$status" -le 1 ]; then
  check --fail-on never --format json >"$report/json" 2>/dev/null
  "$home/bin/python" - "$report/json" >>"${GITHUB_OUTPUT:-/dev/null}" <<'PYTHON'
import json
import sys

summary = json.load(open(sys.argv[1], encoding="utf-8"))["summary"]
print("findings=%d" % (summary["errors"] + summary["warnings"] + summary["notes"]))
print("errors=%d" % summary["errors"])
PYTHON
  if [ "${MIGLINT_ANNOTATIONS:-true}" = true ]; then
    check --fail-on never --format github 2>/dev/null
  fi
  if [ "${MIGLINT_SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    check --fail-on never --format markdown 2>/dev/null >>"$GITHUB_STEP_SUMMARY"
  fi
  if [ -n "${MIGLINT_SARIF_FILE:-}" ]; then
    check --fail-on never --format sarif --output "$MIGLINT_SARIF_FILE"
    echo "sarif-file=$MIGLINT_SARIF_FILE" >>"${GITHUB_OUTPUT:-/dev/null}"
  fi
else
  head -n 1 "$report/notes" | sed 's/%/%25/g; s/^/::error title=miglint::/'
fi
rm -rf "$report"
exit "$status"
