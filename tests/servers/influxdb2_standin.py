# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for InfluxDB 2.x, built from its public documentation: no real server of 2.x can be had here.

It checks every request strictly (method, path, org, token, body, dialect) and answers the Flux that the connector
writes, and a few fixed scripts of the tests, from generated data. It is not an implementation of Flux.
Prints its port, then serves until it is ended."""
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN, ORG, BUCKET = "standin-token", "tributary", "metrics"
POINTS = 3000
aborted = threading.Event()


def rfc3339(ns):
    return "1970-01-01T00:%02d:%02d.%09dZ" % (ns // 10**9 // 60, ns // 10**9 % 60, ns % 10**9)


def parse_time(text):
    match = re.fullmatch(r"(\d{4})-\d\d-\d\dT(\d\d):(\d\d):(\d\d)\.(\d{9})Z", text)
    year, h, m, s, ns = (int(g) for g in match.groups())
    if year != 1970:
        return -(2**63) if year < 1970 else 2**63 - 1
    return ((h * 60 + m) * 60 + s) * 10**9 + ns


def points():
    """(time, tags, fields) of measurement cpu; every third host has no region, fields come and go."""
    for i in range(POINTS):
        tags = {"host": "h%d" % (i % 3)}
        if i % 3:
            tags["region"] = 'e"u,%d' % (i % 3)
        fields = {"usage": repr(i / 4)} if i % 2 == 0 else {"count": str(9223372036854775807 - i), "ok": "true"}
        yield i * 1000, tags, fields


TYPES = {"usage": "double", "count": "long", "ok": "boolean"}


def quote(text):
    """As the real server does it: line feeds become two characters, carriage returns are lost."""
    text = text.replace("\r", "").replace("\n", "\r\n")
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\r\n]', text) else text


def table(columns, rows):
    """columns: (name, datatype, in group key, default)."""
    out = "#datatype,string,long," + ",".join(c[1] for c in columns) + "\r\n"
    out += "#group,false,false," + ",".join("true" if c[2] else "false" for c in columns) + "\r\n"
    out += "#default,_result,," + ",".join(c[3] for c in columns) + "\r\n"
    out += ",result,table," + ",".join(quote(c[0]) for c in columns) + "\r\n"
    for row in rows:
        out += ",,0," + ",".join(quote(v) for v in row) + "\r\n"
    return out + "\r\n"


def failure(text):
    """As the server appends it to an answer that has begun."""
    return "#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,%s,897\r\n\r\n" % text


def passes(condition, tags):
    """One filter() of the connector: comparisons with tags joined by and/or, all or nothing in parentheses."""
    python = re.sub(r'not exists r\[("[^"]*")\]', r"(\1 not in tags)", condition)
    python = re.sub(r'exists r\[("[^"]*")\]', r"(\1 in tags)", python)
    python = re.sub(r'r\[("[^"]*")\] == ("(?:[^"\\]|\\.)*")', r"(tags.get(\1) == \2)", python)
    # As the real server's storage does it: a missing tag differs from every text.
    python = re.sub(r'r\[("[^"]*")\] != ("(?:[^"\\]|\\.)*")', r"(tags.get(\1) != \2)", python)
    return bool(eval(python, {"tags": tags}))  # the text comes from this repository's own tests


def pivoted(flux):
    match = re.fullmatch(
        r'from\(bucket: "metrics"\)\n  \|> range\(start: (\S+), stop: (\S+)\)\n'
        r'  \|> filter\(fn: \(r\) => r\["_measurement"\] == "cpu"\)((?:\n  \|> filter\(fn: \(r\) => .*\))*)\n'
        r'  \|> pivot\(rowKey: \["_time"\], columnKey: \["_field"\], valueColumn: "_value"\)\n'
        r"  \|> drop\(columns: (\[.*\])\)", flux)
    if not match:
        return None
    start, stop = parse_time(match.group(1)), parse_time(match.group(2))
    conditions = re.findall(r"filter\(fn: \(r\) => (.*)\)", match.group(3))
    dropped = json.loads(match.group(4))
    if not {"_start", "_stop", "_measurement"} <= set(dropped):
        return None
    series = {}
    for time, tags, fields in points():
        if start <= time < stop and all(passes(c, tags) for c in conditions):
            series.setdefault(tuple(sorted(tags.items())), []).append((time, fields))
    out = ""
    for tags, rows in series.items():
        names = sorted({name for _, fields in rows for name in fields} - set(dropped))
        columns = [("_time", "dateTime:RFC3339", False, "")]
        columns += [(k, "string", True, "") for k, _ in tags] + [(n, TYPES[n], False, "") for n in names]
        out += table(columns, [[rfc3339(t)] + [v for _, v in tags] + [f.get(n, "") for n in names] for t, f in rows])
    return out


def schema(flux):
    value = [("_value", "string", False, "")]
    if flux == "buckets()":
        return table([("name", "string", False, ""), ("id", "string", False, "")], [[BUCKET, "01"], ["other", "02"]])
    if 'schema.tagValues(bucket: "metrics", tag: "_measurement"' in flux and "start: 1677" in flux:
        return table(value, [["cpu"], ["mixed"]])
    if 'schema.tagKeys(bucket: "metrics"' in flux and "start: 1677" in flux:
        return table(value, [[k] for k in ("_start", "_stop", "_field", "_measurement", "host", "region")])
    match = re.fullmatch(r'from\(bucket: "metrics"\)\n  \|> range\(start: 1677\S+, stop: 2262\S+\)\n'
                         r'  \|> filter\(fn: \(r\) => r\["_measurement"\] == "(\w+)"\)\n'
                         r'(  \|> group\(columns: \["_field"\]\)\n)?  \|> last\(\)', flux)
    if not match:
        return None
    key = ("_field", "string", True, "")
    if match.group(1) == "cpu":
        return "".join(table([key, ("_value", t, False, "")], [[n, "1" if t != "boolean" else "true"]])
                       for n, t in sorted(TYPES.items()))
    if match.group(1) == "mixed" and match.group(2):
        return failure("schema collision: cannot group integer and float types together")
    if match.group(1) == "mixed":
        return "".join(table([key, ("_value", t, False, "")], [["v", "1"]]) for t in ("long", "double"))
    return ""


TYPED = table([("_time", "dateTime:RFC3339Nano", False, ""), ("l", "long", False, ""), ("u", "unsignedLong", False, ""),
               ("d", "double", False, ""), ("b", "boolean", False, ""), ("s", "string", False, "fallback"),
               ("span", "duration", False, ""), ("raw", "base64Binary", False, "")],
              [["2024-02-29T12:34:56.123456789Z", "-9223372036854775808", "18446744073709551615", "1e-300", "false",
                'say "hi",\nthen 汉字 🚀', "1h30m", "AP8="],
               ["1969-12-31T23:59:59.999999999Z", "", "", "-Inf", "", "", "", ""]])
FAILURE = failure("runtime error: disk on fire")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, body, kind="application/json"):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Influxdb-Version", "v2.7.standin")
        self.end_headers()
        self.wfile.write(data)

    def fault(self, status, code, message):
        self.reply(status, json.dumps({"code": code, "message": message}))

    def do_GET(self):
        if self.path == "/ping":
            return self.reply(204, "")
        if self.path == "/standin/aborted":
            return self.reply(200, "yes" if aborted.wait(3) else "no", "text/plain")
        return self.fault(404, "not found", "path not found")

    def piece(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def stream(self, pieces):
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.piece(piece)
        self.wfile.write(b"0\r\n\r\n")

    def endless(self):
        head = table([("n", "long", False, "")], [])[:-2]
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self.piece(head)
            while True:
                self.piece(",,0,1\r\n" * 1000)
        except OSError:
            aborted.set()
            self.close_connection = True

    def cut(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.piece(table([("n", "long", False, "")], [["1"]])[:-2])
        self.close_connection = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        if url.path != "/api/v2/query":
            return self.fault(404, "not found", "path not found")
        if self.headers.get("Authorization") != "Token " + TOKEN:
            return self.fault(401, "unauthorized", "unauthorized access")
        if parse_qs(url.query).get("org") != [ORG]:
            return self.fault(404, "not found", "organization name \"?\" not found")
        if self.headers.get("Content-Type") != "application/json" or self.headers.get("Accept") != "application/csv":
            return self.fault(400, "invalid", "wrong content type")
        request = json.loads(body)
        wanted = {"header": True, "delimiter": ",", "commentPrefix": "#",
                  "annotations": ["datatype", "group", "default"]}
        if request.get("type") != "flux" or request.get("dialect") != wanted:
            return self.fault(400, "invalid", "wrong dialect")
        flux = request["query"]
        fixed = {"typed()": [TYPED], "failure()": [table([("n", "long", False, "")], [["1"]]), FAILURE],
                 "two()": [table([("a", "long", False, "")], [["1"]]), table([("b", "string", False, "")], [["x"]])],
                 "nothing()": [""]}
        if flux in fixed:
            return self.stream(fixed[flux])
        if flux == "endless()":
            return self.endless()
        if flux == "cut()":
            return self.cut()
        answer = schema(flux)
        if answer is None:
            answer = pivoted(flux)
        if answer is None:
            return self.fault(400, "invalid", "compilation failed: error @1:1-1:5: the stand-in does not know this")
        step = 1000  # small pieces, cut anywhere
        return self.stream(answer[i:i + step] for i in range(0, len(answer), step))


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
sys.stdout.close()
server.serve_forever()
