#!/usr/bin/env bash
# Installs the server that `npm run test:aws` starts, in the versions of test/moto/requirements.txt, where they are not yet.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=node_modules/.cache/moto
if cmp -s test/moto/requirements.txt "$folder/installed.txt"; then exit 0; fi
python3 -m venv --clear "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement test/moto/requirements.txt
cp test/moto/requirements.txt "$folder/installed.txt"
