#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private PostgreSQL on loopback for the tests: postgresql.sh start|stop|url
set -euo pipefail
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/postgresql
mkdir -p "$base"

die() { echo "postgresql.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

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

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port"
}

certificates() { # an own authority and a certificate for 127.0.0.1, for the TLS tests
  command -v openssl >/dev/null || return 0
  [ -f "$base/tls/server.pem" ] && return 0
  mkdir -p "$base/tls"
  local name
  for name in ca stranger; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Tributary test $name" \
      -keyout "$base/tls/$name.key" -out "$base/tls/$name.pem" 2>/dev/null
  done
  openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" \
    -keyout "$base/tls/server.key" -out "$base/tls/server.csr" 2>/dev/null
  openssl x509 -req -in "$base/tls/server.csr" -CA "$base/tls/ca.pem" -CAkey "$base/tls/ca.key" -CAcreateserial \
    -days 3650 -extfile <(echo "subjectAltName=IP:127.0.0.1") -out "$base/tls/server.pem" 2>/dev/null
  chmod -R a+rX "$base/tls"
  chmod 600 "$base/tls/server.key"
  if [ "$(id -u)" = 0 ]; then chown nobody:nogroup "$base/tls/server.key"; fi
}

start() {
  running && return 0
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
  [ -f "$base/tls/server.pem" ] &&
    options=(-c ssl=on -c "ssl_cert_file=$base/tls/server.pem" -c "ssl_key_file=$base/tls/server.key")
  free_port >"$base/port"
  as_server setsid "$bin/postgres" -D "$base/data" -p "$(cat "$base/port")" -h 127.0.0.1 -k "$base" -c fsync=off \
    -c logging_collector=off -c max_connections=60 "${options[@]}" >"$base/log" 2>&1 </dev/null &
  for ((i = 0; i < 600; i++)); do
    # The first line of postmaster.pid is the server's own pid; `setpriv` and `setsid` may have forked before it.
    if "$bin/pg_isready" -q -h 127.0.0.1 -p "$(cat "$base/port")"; then
      head -1 "$base/data/postmaster.pid" >"$base/pid"
      return 0
    fi
    sleep 0.05
  done
  tail -20 "$base/log" >&2
  die "the server does not answer; see $base/log"
}

stop() {
  running || { rm -f "$base/pid"; return 0; }
  local pid i
  pid=$(cat "$base/pid")
  kill -INT "$pid" # a fast shutdown
  for ((i = 0; i < 400; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  ! kill -0 "$pid" 2>/dev/null || kill -QUIT "$pid"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  local tls=""
  [ -f "$base/tls/ca.pem" ] && tls=" tls_ca=$base/tls/ca.pem"
  echo "host=127.0.0.1 port=$(cat "$base/port") user=postgres password=pw database=postgres tls_mode=disable$tls"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  url) url ;;
  *) die "usage: postgresql.sh start|stop|url" ;;
esac
