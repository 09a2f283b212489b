#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""templates_test.py TRIBUTARY GUIDE: makes a plugin of every kind with `tributary plugin new`, builds it, runs its own
tests, packs it; then runs the commands the plugin guide shows, as it shows them."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

KINDS = ["source", "processor", "visual", "notifier", "exporter"]
failed = []


def run(what, command, folder, environment):
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True,
                          shell=isinstance(command, str), executable="/bin/bash" if isinstance(command, str) else None)
    if done.returncode != 0:
        failed.append(what)
        print(f"FAILED {what}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return False
    print(f"ok {what}")
    return True


def one_kind(tributary, kind, folder, environment):
    name = f"my-{kind}"
    steps = [("new", [tributary, "plugin", "new", "--kind", kind, name]),
             ("build", [tributary, "plugin", "build", name]),
             ("test", ["ctest", "--test-dir", f"{name}/build", "--output-on-failure"]),
             ("try", [tributary, "plugin", "test", name]),
             ("pack", [tributary, "plugin", "pack", name])]
    for step, command in steps:
        if not run(f"{kind}: {step}", command, folder, environment):
            return
    package = f"my-{kind}-1.0.0-linux_amd64.tplug"
    if not os.path.isfile(os.path.join(folder, package)):
        failed.append(f"{kind}: no {package}")
    left = subprocess.run(["grep", "-rEl", "@(ID|NAME|Name|IDENT|USER)@", name, "--include=*.cpp", "--include=*.json",
                           "--include=*.md", "--include=CMakeLists.txt"], cwd=folder, capture_output=True, text=True)
    if left.stdout:
        failed.append(f"{kind}: placeholders are left in {left.stdout}")


def guide(path, folder, environment):
    """The blocks behind <!-- run -->, in order, in one folder."""
    text = open(path, encoding="utf-8").read()
    blocks = re.findall(r"<!-- run -->\s*```sh\n(.*?)```", text, re.S)
    if len(blocks) < 3:
        failed.append("the guide has no commands to run")
    for number, block in enumerate(blocks, 1):
        if not run(f"guide, block {number}", "set -euo pipefail\n" + block, folder, environment):
            return


def main():
    tributary, path = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    folder = tempfile.mkdtemp(prefix="tributary-templates-")
    environment = dict(os.environ, PATH=os.path.dirname(tributary) + ":" + os.environ["PATH"],
                       XDG_DATA_HOME=folder + "/data", XDG_CONFIG_HOME=folder + "/config", HOME=folder,
                       TRIBUTARY_PLUGINS=folder + "/plugins")
    try:
        for kind in KINDS:
            one_kind(tributary, kind, folder, environment)
        os.mkdir(folder + "/guide")
        guide(path, folder + "/guide", environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


sys.exit(main())
