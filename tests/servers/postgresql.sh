#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private PostgreSQL on loopback for the tests: postgresql.sh start|stop|url
set -euo pipefail
name=postgresql
stop_signal=INT # a fast shutdown
last_signal=QUIT
source "$(dirname "${BASH_SOURCE[0]}")/server.bash"

programs() { # the newest server's folder: they are not in PATH on Debian
  local dir
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    [ -x "$dir/initdb" ] && { echo "$dir"; return; }
  done
  die "PostgreSQL is not installed (Debian: postgresql-15, postgresql-client-15)"
}

as_server() { # initdb and postgres refuse to run as root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$base" "$@"; else "$@"; fi
}

launch() {
  local bin options=() i
  bin=$(programs)
  if [ "$(id -u)" = 0 ]; then
    chmod 755 "$(dirname "$base")"
    chown nobody:nogroup "$base"
  fi
  if [ ! -f "$base/data/PG_VERSION" ]; then
    printf 'pw\n' >"$base/password"
    as_server "$bin/initdb" -D "$base/data" -U postgres -A scram-sha-256 --pwfile="$base/password" -E UTF8 \
      --locale=C.UTF-8 --no-sync >"$base/initdb.log" 2>&1 || { tail -20 "$base/initdb.log" >&2; die "initdb failed"; }
  fi
  certificates
  if [ -f "$base/tls/server.key" ]; then
    chmod 600 "$base/tls/server.key"
    if [ "$(id -u)" = 0 ]; then chown nobody:nogroup "$base/tls/server.key"; fi
  fi
  [ -f "$base/tls/server.pem" ] &&
    options=(-c ssl=on -c "ssl_cert_file=$base/tls/server.pem" -c "ssl_key_file=$base/tls/server.key")
  free_port >"$base/port"
  as_server setsid "$bin/postgres" -D "$base/data" -p "$(port)" -h 127.0.0.1 -k "$base" -c fsync=off \
    -c logging_collector=off -c max_connections=60 "${options[@]}" >"$base/log" 2>&1 </dev/null &
  for ((i = 0; i < 600; i++)); do
    # The first line of postmaster.pid is the server's own pid; `setpriv` and `setsid` may have forked before it.
    if "$bin/pg_isready" -q -h 127.0.0.1 -p "$(port)"; then
      head -1 "$base/data/postmaster.pid" >"$base/pid"
      return 0
    fi
    sleep 0.05
  done
  tail -20 "$base/log" >&2
  die "the server does not answer; see $base/log"
}

tell_settings() {
  local tls=""
  [ -f "$base/tls/ca.pem" ] && tls=" tls_ca=$base/tls/ca.pem"
  echo "user=postgres password=pw database=postgres tls_mode=disable$tls"
}

serve "$@"
