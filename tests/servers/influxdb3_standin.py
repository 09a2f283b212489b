# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for InfluxDB 3, built from its public documentation: no real server of 3.x can be had here.

It checks every request strictly (method, path, token, body) and answers the SQL that the connector writes, and a
few fixed statements of the tests, from generated data: filters run in SQLite after a small translation. It is not
an implementation of DataFusion. Prints its port, then serves until it is ended."""
import json
import re
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN, DATABASE = "standin-token", "metrics"
POINTS = 5000
aborted = threading.Event()
COLUMNS = [("host", "Dictionary(Int32, Utf8)", "YES"), ("note \"q\"", "Utf8", "YES"), ("usage", "Float64", "YES"),
           ("count", "Int64", "YES"), ("big", "UInt64", "YES"), ("ok", "Boolean", "YES"),
           ("day", "Date32", "YES"), ("time", "Timestamp(Nanosecond, None)", "NO")]


def rfc(ns):
    return "1970-01-01T00:00:%02d.%09d" % (ns // 10**9, ns % 10**9)


def rows():
    for i in range(POINTS):
        yield {"host": None if i % 5 == 0 else "h%d" % (i % 5), 'note "q"': None if i % 7 else "it's, \"汉\"\n%d" % i,
               "usage": i / 8, "count": -(2**63) + i, "big": 2**64 - 1 - i, "ok": i % 2 == 0, "day": "2024-02-29",
               "time": i * 1000}


class Decoded:
    """The rows in SQLite. Unsigned numbers do not fit there: they stay as text of fixed width, which sorts alike."""

    def __init__(self):
        self.db = sqlite3.connect(":memory:", check_same_thread=False)
        self.lock = threading.Lock()
        names = ", ".join('"%s"' % c[0].replace('"', '""') for c in COLUMNS)
        self.db.execute("CREATE TABLE cpu (%s)" % names)
        self.db.execute("PRAGMA case_sensitive_like = ON")
        self.db.create_function("starts_with", 2, lambda t, p: None if t is None else t.startswith(p))
        for row in rows():
            row["big"] = "%020d" % row["big"]
            self.db.execute("INSERT INTO cpu VALUES (?,?,?,?,?,?,?,?)", [row[c[0]] for c in COLUMNS])

    def run(self, text):
        text = text.replace('"iox"."cpu"', "cpu")
        text = re.sub(r"to_timestamp_nanos\((-?\d+)\)", r"\1", text)
        text = re.sub(r"CAST\('(\d+)' AS BIGINT UNSIGNED\)", lambda m: "'%020d'" % int(m.group(1)), text)
        text = re.sub(r"CAST\('([^']+)' AS DOUBLE\)", r"CAST('\1' AS REAL)", text)
        text = text.replace("CAST('-9223372036854775808' AS BIGINT)", "(-9223372036854775807 - 1)")
        with self.lock:
            cursor = self.db.execute(text)
            names = [d[0] for d in cursor.description]
            return [dict(zip(names, row)) for row in cursor.fetchall()]


DATA = Decoded()


def line(row):
    """As Arrow writes JSON lines: NULLs are left out, times have no zone."""
    out = {}
    for name, value in row.items():
        if value is None:
            continue
        if name == "time":
            value = rfc(value)
        if name == "big":
            value = int(value)
        if name == "ok":
            value = bool(value)
        out[name] = value
    return json.dumps(out, ensure_ascii=False) + "\n"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, body, kind="application/json"):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def authorized(self):
        if self.headers.get("Authorization") == "Bearer " + TOKEN:
            return True
        self.reply(401, json.dumps({"error": "the request was not authenticated"}))
        return False

    def do_GET(self):
        if self.path == "/standin/aborted":
            return self.reply(200, "yes" if aborted.wait(3) else "no", "text/plain")
        if not self.authorized():
            return None
        if self.path == "/ping":
            return self.reply(200, json.dumps({"version": "3.0.standin", "revision": "none"}))
        if self.path == "/api/v3/configure/database?format=json":
            return self.reply(200, json.dumps([{"iox::database": "_internal"}, {"iox::database": DATABASE}]))
        return self.reply(404, json.dumps({"error": "not found"}))

    def piece(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def start_stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/jsonl")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def stream(self, text):
        self.start_stream()
        for i in range(0, len(text), 777):  # small pieces, cut anywhere
            self.piece(text[i:i + 777])
        self.wfile.write(b"0\r\n\r\n")

    def endless(self):
        self.start_stream()
        try:
            while True:
                self.piece('{"n":1}\n' * 1000)
        except OSError:
            aborted.set()
            self.close_connection = True

    def schema(self, text):
        if "information_schema.tables" in text and "table_schema = 'iox'" in text:
            return line({"table_name": "cpu", "table_type": "BASE TABLE"})
        if "information_schema.columns" in text and "table_schema = 'iox'" in text:
            if "table_name = 'cpu'" not in text:
                return ""
            return "".join(line(dict(zip(("column_name", "data_type", "is_nullable"), c))) for c in COLUMNS)
        return None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.authorized():
            return None
        if self.path != "/api/v3/query_sql" or self.headers.get("Content-Type") != "application/json":
            return self.reply(404, json.dumps({"error": "not found"}))
        request = json.loads(body)
        if set(request) != {"db", "q", "format"} or request["format"] != "jsonl":
            return self.reply(400, json.dumps({"error": "wrong request"}))
        if request["db"] != DATABASE:
            return self.reply(404, json.dumps({"error": "database not found: " + request["db"]}))
        text = request["q"]
        if text == "SELECT endless":
            return self.endless()
        if text == "SELECT cut":
            self.start_stream()
            self.piece('{"n":1}\n')
            self.close_connection = True
            return None
        if text == "SELECT late":
            return self.stream('{"n":1}\n' * 3000 + '{"n":1,"m":2}\n')
        if text == "SELECT typed":
            return self.stream('{"i":9223372036854775807,"f":1.0,"u":18446744073709551615,"s":"汉 \\"q\\" \\u00e9","b":true}\n'
                               '{"i":-9223372036854775808,"f":5e-324}\n')
        if text == "SELECT 1 AS one":
            return self.stream('{"one":1}\n')
        answer = self.schema(text)
        if answer is None:
            try:
                answer = "".join(line(row) for row in DATA.run(text))
            except sqlite3.Error as error:
                return self.reply(400, json.dumps({"error": "SQL error: ParserError(\"%s\")" % error}))
        return self.stream(answer)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
sys.stdout.close()
server.serve_forever()
