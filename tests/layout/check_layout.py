#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the shape of the source tree against layers.json: layers, include cycles, banned includes and calls, SPDX
lines, sizes of files and functions. Prints one line per breach; exit status 1 if there is any."""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
RULES = json.load(open(os.path.join(os.path.dirname(__file__), "layers.json"), encoding="utf-8"))
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.M)
breaches = []


def tracked():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
                         check=True)
    return [f for f in out.stdout.split("\n") if f and os.path.isfile(os.path.join(ROOT, f))]


def breach(path, line, what):
    breaches.append(f"{path}:{line}: {what}")


def inside(path, folder):
    return path == folder or path.startswith(folder + "/")


def module_of(path):
    parts = path.split("/")
    if len(parts) < 3 and parts[0] not in ("connectors",):
        return None
    return f"{parts[0]}/{parts[1]}" if parts[0] in ("core", "connectors", "ui", "app") else None


def check_core_layers(path, line, target):
    source, other = path.split("/")[1], target.split("/")[1]
    if source == other:
        return
    levels = RULES["levels"]
    if source not in levels or other not in levels:
        breach(path, line, f"core/{source if source not in levels else other} is not in layers.json")
    elif levels[other] > levels[source]:
        breach(path, line, f"core/{source} (level {levels[source]}) includes core/{other} (level {levels[other]})")
    elif levels[other] == levels[source] and other not in RULES["same"].get(source, []):
        breach(path, line, f"core/{source} includes core/{other} of its own level")


def check_connector_layers(path, line, target):
    parts = path.split("/")
    if target.startswith("core/") and target.split("/")[1] not in RULES["connectors_may_use"]:
        breach(path, line, f"a connector includes {target}")
    if len(parts) > 2 and target.startswith("connectors/") and target.count("/") > 1:
        other = target.split("/")[1]
        if other != parts[1] and other not in RULES["connector_families"].get(parts[1], []):
            breach(path, line, f"connector {parts[1]} includes connector {other}")


def check_include(path, line, target, edges):
    if path.startswith("core/") and target.startswith("core/"):
        check_core_layers(path, line, target)
    if path.startswith("core/") and target.startswith(("ui/", "app/", "connectors/", "tests/")):
        breach(path, line, f"core includes {target}")
    if path.startswith("connectors/"):
        check_connector_layers(path, line, target)
    if not path.startswith("tests/") and target.startswith("tests/"):
        breach(path, line, "the product includes tests")
    for rule in RULES["banned_includes"]:
        if any(inside(path, folder) for folder in rule["in"]) and re.search(rule["pattern"], target):
            breach(path, line, f"includes {target}: {rule['why']}")
    source, other = module_of(path), module_of(target)
    if source and other and source != other:
        edges.setdefault(source, {}).setdefault(other, f"{path}:{line}")


def check_source(path, text, edges):
    lines = text.split("\n")
    comment = "#" if path.endswith((".txt", ".cmake", ".sh", ".py")) else "//"
    head = "\n".join(lines[:2]) if lines and lines[0].startswith("#!") else lines[0]
    c_header = path.startswith("plugins/sdk/") and head.startswith("/* SPDX-License-Identifier: ")
    if f"{comment} SPDX-License-Identifier: " not in head and not c_header:
        breach(path, 1, "line 1 must be the SPDX tag")
    if not path.endswith((".cpp", ".h")):
        return
    kind = "cpp" if path.endswith(".cpp") else "h"
    if len(lines) > RULES["sizes"][kind] and path not in RULES["size_exempt"]:
        breach(path, 1, f"{len(lines)} lines: the limit of .{kind} is {RULES['sizes'][kind]}")
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        check_include(path, line, match.group(1) or match.group(2), edges)
        # The SDK is a folder of its own, to be copied anywhere.
        if match.group(1) and "/" not in match.group(1) and not match.group(1).endswith(".moc") \
                and not path.startswith("plugins/sdk/"):
            breach(path, line, f'"{match.group(1)}": includes are full paths from the root')
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        for rule in RULES["banned_text"]:
            if any(inside(path, folder) for folder in rule["in"]) and re.search(rule["pattern"], code):
                breach(path, number, f"{line.strip()[:80]}: {rule['why']}")


def check_cycles(edges):
    state = {}

    def visit(node, trail):
        state[node] = 1
        for other in edges.get(node, {}):
            if state.get(other) == 1:
                cycle = trail[trail.index(other):] + [other] if other in trail else [node, other]
                breach(edges[node][other].split(":")[0], 1, "include cycle " + " → ".join(cycle))
            elif other not in state:
                visit(other, trail + [other])
        state[node] = 2

    for node in sorted(edges):
        if node not in state:
            visit(node, [node])


def check_functions(files):
    run = subprocess.run(["ctags", "--output-format=json", "--fields=+ne", "--kinds-C++=f", "--languages=C++", "-f", "-",
                          "-L", "-"], cwd=ROOT, input="\n".join(files), capture_output=True, text=True)
    if run.returncode != 0:
        breach("tests/layout", 1, "ctags failed: " + run.stderr.strip()[:200])
        return
    for row in run.stdout.splitlines():
        tag = json.loads(row)
        length = tag.get("end", tag["line"]) - tag["line"] + 1
        if length > RULES["sizes"]["function"] and tag["path"] not in RULES["size_exempt"]:
            breach(tag["path"], tag["line"], f"{tag['name']} is {length} lines: the limit is {RULES['sizes']['function']}")


def main():
    files = tracked()
    edges = {}
    sources = [f for f in files if f.endswith((".cpp", ".h", ".cmake", ".sh", ".py")) or f.endswith("CMakeLists.txt")]
    for path in sources:
        with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
            check_source(path, handle.read(), edges)
    check_cycles(edges)
    check_functions([f for f in sources if f.endswith((".cpp", ".h"))])
    print("\n".join(sorted(set(breaches))))
    print(f"{len(sources)} files checked, {len(set(breaches))} breaches")
    return 1 if breaches else 0


sys.exit(main())
