#!/usr/bin/env bash
# Pin every dependency with hashes. Run after changing pyproject.toml; the lock files name no package index.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
common=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
        --no-annotate --custom-compile-command "requirements/compile.sh" --quiet)
"$uv" pip compile "${common[@]}" pyproject.toml -o requirements/runtime.txt
"$uv" pip compile "${common[@]}" --extra train -c requirements/runtime.txt pyproject.toml -o requirements/train.txt
"$uv" pip compile "${common[@]}" --extra video -c requirements/runtime.txt pyproject.toml -o requirements/video.txt
"$uv" pip compile "${common[@]}" --extra train --extra video --extra dev -c requirements/train.txt pyproject.toml -o requirements/dev.txt
"$uv" pip compile "${common[@]}" --extra train --extra compare -c requirements/train.txt pyproject.toml -o requirements/compare.txt
echo "uv==0.13.9" | "$uv" pip compile "${common[@]}" - -o requirements/uv.txt
