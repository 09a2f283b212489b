#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every header compiles alone: check_headers.py BUILD_FOLDER [JOBS]. Prints what fails; exit status 1 then.

CMake's own header-set verification parses duckdb.hpp again for nearly every header. Here headers that reach duckdb.hpp
anyway get it precompiled, which proves the same; the others are compiled with nothing before them."""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)


def headers():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.h"], cwd=ROOT, capture_output=True,
                         text=True, check=True).stdout
    return [path for path in out.split("\n") if path and os.path.isfile(os.path.join(ROOT, path))]


def reaches_duckdb(path, known):
    if path not in known:
        known[path] = False
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            targets = INCLUDE.findall(file.read())
        known[path] = "duckdb.hpp" in targets or any(
            reaches_duckdb(target, known) for target in targets if os.path.isfile(os.path.join(ROOT, target)))
    return known[path]


def flags_by_folder(build):
    """The flags of one source of each folder, without its input, output, launcher and precompiled header."""
    found = {}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    for entry in commands:
        folder = os.path.dirname(os.path.relpath(entry["file"], ROOT))
        if folder.startswith("build") or folder in found:
            # A module compiled as one piece has only its generated sources: they lie under its folder's name.
            piece = re.match(r"build/[^/]+/(.+?)/CMakeFiles/", folder + "/")
            if not piece or piece.group(1) in found:
                continue
            folder = piece.group(1)
        words, flags, skip = shlex.split(entry["command"]), [], False
        compiler = re.compile(r"(c\+\+|g\+\+|clang\+\+)[-0-9]*$")
        start = next((i for i, word in enumerate(words) if compiler.search(word)), None)
        if start is None:
            continue  # C
        for word in words[start + 1:]:
            if skip:
                skip = False
            elif word in ("-o", "-include", "-c"):
                skip = True
            elif word != "-Winvalid-pch":
                flags.append(word)
        found[folder] = (words[start], flags)
    return found


def flags_for(path, found):
    folder = os.path.dirname(path)
    while folder and folder not in found:
        folder = os.path.dirname(folder)
    return found.get(folder) or found["core/base"]


def precompile(found, scratch):
    """One precompiled duckdb.hpp for each set of flags that GCC tells apart; definitions of our own do not matter."""
    compiler, flags = found["core/engine"]
    source = os.path.join(scratch, "duckdb_first.h")
    with open(source, "w", encoding="utf-8") as file:
        file.write("#include <duckdb.hpp>\n")
    subprocess.run([compiler, *flags, "-x", "c++-header", source, "-o", source + ".gch"], cwd=ROOT, check=True)
    return source


def check(path, found, first, build):
    compiler, flags = flags_for(path, found)
    flags = [*flags, "-isystem", os.path.join(build, "share/tributary/sdk/include")]  # adbc.h, for tests of plugins
    before = ["-include", first] if first else []
    run = subprocess.run([compiler, *flags, *before, "-fsyntax-only", "-x", "c++", "-"], cwd=ROOT, text=True,
                         input=f'#include "{path}"\n#include "{path}"\n', capture_output=True)
    return "" if run.returncode == 0 else f"{path} does not compile alone:\n{run.stderr}"


def main():
    build = os.path.abspath(sys.argv[1])
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count()
    found, known, failures = flags_by_folder(build), {}, 0
    paths = headers()
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        first = precompile(found, scratch)
        checks = [pool.submit(check, path, found, first if reaches_duckdb(path, known) else None, build) for path in paths]
        for done in checks:
            if done.result():
                failures += 1
                print(done.result())
    print(f"{len(paths)} headers, {sum(known[path] for path in paths)} with duckdb.hpp, {failures} do not compile alone")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
