# SPDX-License-Identifier: GPL-3.0-or-later
# A server written in Python that prints its port and serves until it is ended. Sourced by the scripts of the
# stand-ins, which set `name` (NAME.py is beside the script), `settings`, and
#   arguments (array, may be empty) for NAME.py
# and may define `prepare`, called before a start: it fails, with a reason on stderr, where the server cannot be had.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/server.bash"

launch() {
  command -v python3 >/dev/null || die "python3 is not installed"
  if declare -F prepare >/dev/null; then prepare; fi
  : >"$base/port"
  setsid python3 "$here/$name.py" "${arguments[@]}" >"$base/port" 2>"$base/log" </dev/null &
  echo $! >"$base/pid"
  await test -s "$base/port"
}
