#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A stand-in for SQL Server on loopback: pySQLbridge (PyPI), which speaks its protocol, TDS, on the CSV files that
# tds_standin.py makes: tds_standin.sh start|stop|url. Installed by hash into the cache, 7 MiB.
set -euo pipefail
name=tds_standin settings="user=tributary password=tds-pw-12345 database=master"
list=$(dirname "${BASH_SOURCE[0]}")/tds_standin.txt
packages=${TRIBUTARY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tributary}/tds-$(sha256sum "$list" | cut -c1-16)
prepare() {
  [ -d "$packages/pysqlbridge" ] && return 0
  local fetched
  mkdir -p "${packages%/*}"
  fetched=$(mktemp -d "$packages.XXXXXX")
  python3 -m pip install -q --disable-pip-version-check --retries 1 --timeout 20 --no-deps --root-user-action ignore --only-binary :all: \
    --require-hashes --target "$fetched" -r "$list" >&2 || { rm -rf "$fetched"; die "pySQLbridge could not be installed"; }
  mv "$fetched" "$packages"
}
source "$(dirname "${BASH_SOURCE[0]}")/standin.bash"
arguments=("$packages" "$base")
serve "$@"
