#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window at rest: time to the first visible window beside sqlitebrowser in the same run, idle memory, idle CPU.

usage: window.py BUILD_BIN WORKSPACE     (a workspace file that exists)
Runs under an Xvfb of its own. Exit status 1 when a bar is missed."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

BIN, WORKSPACE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
RUNS = int(os.environ.get("TRIBUTARY_BENCH_RUNS", "3"))
missed = []


def start_display():
    read, write = os.pipe()
    process = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
                               pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as handle:
        return process, ":" + handle.readline().strip()


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


def launch(display, command, idle):
    """(seconds to the window, MiB, idle CPU percent)."""
    begin = time.monotonic()
    home = tempfile.mkdtemp(prefix="tributary-window-")
    env = dict(os.environ, DISPLAY=display, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, TRIBUTARY_SECRETS="file",
               TRIBUTARY_SECRETS_PASSWORD="bench", QT_QPA_PLATFORM="xcb")
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not visible(display, process.pid):
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}")
        if time.monotonic() - begin > 60:
            raise RuntimeError(f"{command[0]} showed no window in 60 s")
    seconds = time.monotonic() - begin
    memory = cpu = None
    if idle:
        time.sleep(6)
        before = ticks(process.pid)
        time.sleep(5)
        cpu = (ticks(process.pid) - before) / os.sysconf("SC_CLK_TCK") / 5 * 100
        memory = resident(process.pid)
    process.terminate()
    process.wait()
    return seconds, memory, cpu


def report(name, value, bar, unit, good):
    print(f"{name:<58} {value:9.2f}{unit}   bar {bar} {'met' if good else 'MISSED'}", flush=True)
    if not good:
        missed.append(name)


def main():
    display_process, display = start_display()
    try:
        ours = [os.path.join(BIN, "tributary-desktop"), "--workspace", WORKSPACE]
        pairs = []
        launch(display, ours, False), launch(display, ["sqlitebrowser"], False)
        for _ in range(RUNS):
            pairs.append((launch(display, ours, False)[0], launch(display, ["sqlitebrowser"], False)[0]))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"window up: ours {statistics.median(a for a, _ in pairs):.2f} s, sqlitebrowser "
              f"{statistics.median(b for _, b in pairs):.2f} s (medians of {RUNS})")
        report("window up / sqlitebrowser", ratio, "≤ 1×", "×", ratio <= 1)
        _, memory, cpu = launch(display, ours, True)
        report("idle resident memory", memory, "≤ 150 MiB", " MiB", memory <= 150)
        report("idle CPU", cpu, "0 %", " %", cpu < 0.5)
    finally:
        display_process.terminate()
        display_process.wait()
    return 1 if missed else 0


sys.exit(main())
