# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: start beside sqlitebrowser, memory and CPU at rest, and what a person waits for. Called by run.py."""
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PROBE = "tributary cancel probe"


def start_display():
    """An Xvfb of our own: (process, ":number")."""
    read, write = os.pipe()
    process = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
                               pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as handle:
        return process, ":" + handle.readline().strip()


def environment(display, home, base):
    return dict(base, DISPLAY=display, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, QT_QPA_PLATFORM="xcb",
                QT_AUTO_SCREEN_SCALE_FACTOR="0")


def visible(display, pid):
    out = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid), "--name", "."], capture_output=True,
                         text=True, env=dict(os.environ, DISPLAY=display)).stdout.split()
    return bool(out)


def ticks(pid):
    fields = open(f"/proc/{pid}/stat", encoding="utf-8").read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def resident(pid):
    for line in open(f"/proc/{pid}/status", encoding="utf-8"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def launch(display, command, base, idle=False):
    """(seconds to the window, MiB, idle CPU percent)."""
    with tempfile.TemporaryDirectory(prefix="tributary-window-") as home:
        begin = time.monotonic()
        process = subprocess.Popen(command, env=environment(display, home, base), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            while not visible(display, process.pid):
                if process.poll() is not None:
                    raise RuntimeError(f"{command[0]} ended with {process.returncode}")
                if time.monotonic() - begin > 60:
                    raise RuntimeError(f"{command[0]} showed no window in 60 s")
            seconds = time.monotonic() - begin
            memory = cpu = None
            if idle:
                time.sleep(6)
                before, since = ticks(process.pid), time.monotonic()
                time.sleep(10)
                cpu = (ticks(process.pid) - before) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - since) * 100
                memory = resident(process.pid)
        finally:
            process.terminate()
            process.wait()
    return seconds, memory, cpu


def measure_start(display, bin_folder, workspace, table, base, runs):
    ours = [os.path.join(bin_folder, "tributary-desktop"), "--workspace", workspace]
    theirs = ["sqlitebrowser"]
    launch(display, ours, base), launch(display, theirs, base)
    pairs = [(launch(display, ours, base)[0], launch(display, theirs, base)[0]) for _ in range(runs)]
    mine, peer = min(a for a, _ in pairs), min(b for _, b in pairs)
    table.add("window up, time / sqlitebrowser's", mine / peer, "×", 1, False,
              f"{mine * 1000:.0f} ms / {peer * 1000:.0f} ms, median {statistics.median(a / b for a, b in pairs):.2f} ×")
    _, memory, cpu = launch(display, ours, base, idle=True)
    table.add("window at rest: resident memory", memory, "MiB", 150, False)
    table.add("window at rest: CPU", cpu, "%", 0, False, "over 10 s")


class ServerWatch(threading.Thread):
    """Asks the server every 20 ms or so whether it still runs the probe, and remembers when it last did."""

    def __init__(self, psql, env):
        super().__init__(daemon=True)
        self.last_seen = None
        self.ended = threading.Event()
        self.process = subprocess.Popen(psql + ["-At"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self):
        sql = ("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() "
               f"AND query LIKE '%{PROBE}%';\n")
        while not self.ended.wait(0.02):
            self.process.stdin.write(sql)
            self.process.stdin.flush()
            if int(self.process.stdout.readline()) > 0:
                self.last_seen = time.time()

    def stop(self):
        self.ended.set()
        self.join()
        self.process.stdin.close()
        self.process.wait()


def measure_use(display, bin_folder, workspace, table, base, psql, psql_env):
    driver = os.path.join(bin_folder, "tributary_window_bench")
    slow = f"SELECT * FROM query('ten', 'SELECT pg_sleep(60)::text AS slept /* {PROBE} */')"
    watch = ServerWatch(psql, psql_env)
    watch.start()
    with tempfile.TemporaryDirectory(prefix="tributary-window-") as home:
        done = subprocess.run([driver, workspace, "ten.public.bench_10m", slow], env=environment(display, home, base),
                              capture_output=True, text=True, timeout=300)
    time.sleep(0.1)
    watch.stop()
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        raise RuntimeError("the window did not get through the measurements")
    results = {}
    for line in done.stdout.splitlines():
        name, milliseconds, started = line.split()
        results.setdefault(name, []).append((float(milliseconds), float(started) / 1000))
    table.add("first rows of 10 M on the screen", min(ms for ms, _ in results["first_rows"]), "ms", 150, False,
              f"the very first, with connecting: {results['first_rows_cold'][0][0]:.0f} ms")
    table.add("500 columns × 10,000 rows settled", results["wide"][0][0], "ms", 2000, False)
    visible_ms, cancelled_at = results["cancel"][0]
    table.add("cancel: visible", visible_ms, "ms", 200, False)
    if watch.last_seen is None:
        table.skip("cancel: gone from the server", "the statement was never seen there")
    else:
        table.add("cancel: gone from the server's process list", max(0.0, (watch.last_seen - cancelled_at) * 1000), "ms",
                  1000, False)


def measure(bin_folder, workspace, table, base, runs, psql, psql_env):
    process, display = start_display()
    try:
        measure_use(display, bin_folder, workspace, table, base, psql, psql_env)
        measure_start(display, bin_folder, workspace, table, base, runs)
    finally:
        process.terminate()
        process.wait()
