# SPDX-License-Identifier: GPL-3.0-or-later
"""tds_standin.py PACKAGES FOLDER: pySQLbridge of PACKAGES on CSV files it makes in FOLDER. Prints its port once it
listens, and serves until it is ended."""
import json
import os
import socket
import sys
import threading
import time

packages, folder = sys.argv[1], sys.argv[2]
sys.path.insert(0, packages)
from pysqlbridge import server  # noqa: E402 (of PACKAGES)

PEOPLE = """id,name,score,born,flag
1,Ada,99.5,1815-12-10T00:00:00,true
2,Zür 汉字,-78.25,1930-05-11T12:30:00,false
3,,,,
"""


def write(name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tell(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    else:
        os._exit(1)
    print(port, file=told, flush=True)


told, sys.stdout = sys.stdout, sys.stderr  # only the port goes where it is waited for
write("people.csv", PEOPLE)
write("many.csv", "id,g,label\n" + "".join(f"{i},{i % 10},label {i}\n" for i in range(1, 20001)))
write("config.json", json.dumps({
    "tables": [{"name": "people", "csv": "people.csv"}, {"name": "many", "csv": "many.csv"}],
    "logins": [{"user": "tributary", "password": "tds-pw-12345"}]}))
port = free_port()
threading.Thread(target=tell, args=(port,), daemon=True).start()
sys.argv = ["pysqlbridge", "--config", os.path.join(folder, "config.json"), "--port", str(port)]
sys.exit(server.main())
