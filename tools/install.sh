#!/usr/bin/env bash
# install.sh PYTHON VENV LOCKFILE: a virtual environment with exactly the pinned, hash-checked packages, compiled.
set -euo pipefail
python=$1 venv=$2 lock=$3

command -v "$python" >/dev/null || python=python3
"$python" - <<'PY' || { echo "Netra needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY
if [ ! -x "$venv/bin/python" ]; then
  echo "making a virtual environment in $venv" >&2
  "$python" -m venv "$venv" || {
    rm -rf "$venv"
    echo "could not make a virtual environment; on Debian or Ubuntu: apt install python3.11-venv" >&2
    exit 1
  }
fi
echo "installing $lock (once; later runs skip this)" >&2
if "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt \
  && "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes --compile-bytecode -r "$lock"; then
  exit 0
fi
echo "uv did not work here; plain pip goes on" >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
