# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of the test servers share: NAME.sh start|stop|url. Sourced by them; they set
#   name         of the script and of the server's folder
# and may set
#   settings     what `url` tells after host and port
#   stop_signal  for a clean end (TERM), last_signal for one that does not obey in 20 s (KILL)
# and define
#   launch        starts the server in the background, writes its process to $base/pid, its port to $base/port; may `die`
#   tell_settings if `settings` is known only while it runs
# A server's folder has pid, port and log. Data stay in it from one start to the next.
base=${TRIBUTARY_SERVERS:-${TMPDIR:-/tmp}/tributary-servers-$UID}/$name
mkdir -p "$base"

die() { echo "$name.sh: $*" >&2; exit 1; }

running() { [ -f "$base/pid" ] && kill -0 "$(cat "$base/pid")" 2>/dev/null; }

free_port() { # prints a loopback port nobody listens on
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port"
}

port() { cat "$base/port"; }

await() { # command…: until it succeeds; the server must live meanwhile, and has a minute
  local i
  for ((i = 0; i < 1200; i++)); do
    running || { tail -20 "$base/log" >&2; die "the server ended while starting"; }
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  tail -20 "$base/log" >&2
  die "the server does not get ready; see $base/log"
}

certificates() { # an authority of its own, a stranger's, and a certificate for 127.0.0.1, for the TLS tests
  command -v openssl >/dev/null || return 0
  [ -f "$base/tls/server.pem" ] && return 0
  mkdir -p "$base/tls"
  local who
  for who in ca stranger; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Tributary test $who" \
      -keyout "$base/tls/$who.key" -out "$base/tls/$who.pem" 2>/dev/null
  done
  openssl req -newkey rsa:2048 -nodes -subj "/CN=127.0.0.1" \
    -keyout "$base/tls/server.key" -out "$base/tls/server.csr" 2>/dev/null
  openssl x509 -req -in "$base/tls/server.csr" -CA "$base/tls/ca.pem" -CAkey "$base/tls/ca.key" -CAcreateserial \
    -days 3650 -extfile <(echo "subjectAltName=IP:127.0.0.1") -out "$base/tls/server.pem" 2>/dev/null
  chmod -R a+rX "$base/tls"
}

stop() {
  running || { rm -f "$base/pid"; return 0; }
  local pid i
  pid=$(cat "$base/pid")
  kill "-${stop_signal:-TERM}" "$pid"
  for ((i = 0; i < 400; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  ! kill -0 "$pid" 2>/dev/null || kill "-${last_signal:-KILL}" "$pid"
  rm -f "$base/pid"
}

url() {
  running || die "not running: call start first"
  local more=${settings:-}
  if declare -F tell_settings >/dev/null; then more=$(tell_settings); fi
  echo "host=127.0.0.1 port=$(port)${more:+ $more}"
}

serve() { # start|stop|url
  case ${1:-} in
    start) running || launch ;;
    stop) stop ;;
    url) url ;;
    *) die "usage: $name.sh start|stop|url" ;;
  esac
}
