#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The engine of a modern ClickHouse behind a stand-in for its HTTP interface (see clickhouse_chdb.py):
# clickhouse_chdb.sh start|stop|url. The engine is libchdb.so of TRIBUTARY_CHDB, or what `./dev setup chdb` fetched.
set -euo pipefail
name=clickhouse_chdb settings="user=t password=pw-of-t"
library=${TRIBUTARY_CHDB:-${TRIBUTARY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tributary}/chdb-26.7.3/libchdb.so}
prepare() { [ -r "$library" ] || die "no libchdb.so (./dev setup chdb fetches it, 170 MiB)"; }
source "$(dirname "${BASH_SOURCE[0]}")/standin.bash"
arguments=("$library" "$base")
serve "$@"
