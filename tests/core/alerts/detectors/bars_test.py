#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tributary detect` to its bars: bars_test.py PROGRAM.

On the part of NAB and the generator in ../shared/corpora/anomaly: scores at the fixed threshold 0.5 with default
settings, on a seed the detectors were not tuned on; that no row's score depends on a later row; and what bad files
are told. Without the corpus it says so and exits with 77, which ctest counts as skipped."""
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..", ".."))
CORPUS = os.path.join(ROOT, "..", "shared", "corpora", "anomaly")
SKIPPED = 77
# A little beneath what is reached, so that a change that costs something shows.
NAB = {"standard": 67, "reward_low_FP_rate": 57, "reward_low_FN_rate": 72}
SYNTHETIC = {10: 0.95, 6: 0.90}
FALSE_ALARMS_A_WEEK = 0.1
SERIES = 28
SCORED_WEEKS = 3
PROBATION = 4032
failures = []


def check(ok, what):
    print(("ok: " if ok else "FAILED: ") + what)
    if not ok:
        failures.append(what)


def run(*command, fails=False, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if (done.returncode != 0) != fails:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return done


def score(output, corpus, *options):
    done = run(sys.executable, os.path.join(CORPUS, "score.py"), output, "--corpus", corpus, "--threshold", "0.5", "--json",
               *options)
    return {name: entry["fixed"] for name, entry in json.loads(done.stdout)["profiles"].items()}


def nab(program, folder):
    output = os.path.join(folder, "nab")
    corpus = os.path.join(CORPUS, "nab")
    run(program, "detect", "--input", os.path.join(corpus, "data"), "--output", output)
    for name, entry in score(output, corpus).items():
        check(entry["score"] >= NAB[name], f"NAB part, {name}: {entry['score']:.1f}, bar {NAB[name]}")
    causal(program, folder, os.path.join(corpus, "data", "realTraffic", "TravelTime_387.csv"),
           os.path.join(output, "realTraffic", "TravelTime_387.csv"))


def causal(program, folder, source, whole):
    rows = open(source, encoding="utf-8").read().splitlines()
    told = open(whole, encoding="utf-8").read().splitlines()
    check(len(rows) == len(told), "one row of output for one of input")
    for count in (2, 200, 1000, len(rows) - 1):
        part = os.path.join(folder, f"part{count}.csv")
        with open(part, "w", encoding="utf-8") as file:
            file.write("\n".join(rows[:count]) + "\n")
        out = run(program, "detect", part, "--output", "-").stdout.splitlines()
        check(out == told[:count], f"the first {count} lines do not depend on what follows")


def synthetic(program, folder, snr, bar):
    corpus = os.path.join(folder, f"synthetic{snr}")
    run(sys.executable, os.path.join(CORPUS, "gen.py"), corpus, "--seed", "77", "--series", str(SERIES), "--snr", str(snr))
    output = corpus + "-out"
    run(program, "detect", "--input", os.path.join(corpus, "data"), "--output", output)
    events = score(output, corpus, "--probation-rows", str(PROBATION))["standard"]["events"]
    weekly = events["false_alarms"] / (SERIES * SCORED_WEEKS)
    check(events["event_f1"] >= bar, f"synthetic, SNR {snr}: event F1 {events['event_f1']:.3f}, bar {bar}")
    check(weekly <= FALSE_ALARMS_A_WEEK, f"synthetic, SNR {snr}: {weekly:.3f} false alarms per series-week")


def bad_files(program, folder):
    source = os.path.join(folder, "bad", "a")
    os.makedirs(source)
    good = "timestamp,value\n" + "".join(f"2024-01-01 {h:02}:00:00,{h}\n" for h in range(24))
    files = {"good.csv": good, "empty.csv": "", "time.csv": good + "yesterday,1\n", "number.csv": good + "2024-01-02,x\n",
             "fields.csv": good + "2024-01-02,1,2\n", "only_header.csv": "timestamp,value\n"}
    for name, text in files.items():
        with open(os.path.join(source, name), "w", encoding="utf-8") as file:
            file.write(text)
    output = os.path.join(folder, "bad-out")
    done = run(program, "detect", "--input", os.path.join(folder, "bad"), "--output", output, fails=True)
    written = sorted(os.listdir(os.path.join(output, "a")))
    check(written == ["good.csv", "only_header.csv"], f"sound files are done beside broken ones: {written}")
    check(done.stderr.count("error:") == 4, "one message for each broken file")
    for text in ("a/empty.csv, line 1:", "a/time.csv, line 26:", "a/number.csv, line 26:", "a/fields.csv, line 26:"):
        check(text in done.stderr, f"told with its line: {text}")


def main():
    if not os.path.isfile(os.path.join(CORPUS, "score.py")):
        print("SKIPPED: there is no ../shared/corpora/anomaly; the bars of the detectors were NOT checked")
        sys.exit(SKIPPED)
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        bad_files(program, folder)
        nab(program, folder)
        for snr, bar in SYNTHETIC.items():
            synthetic(program, folder, snr, bar)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
