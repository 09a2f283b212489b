# SPDX-License-Identifier: GPL-3.0-or-later
"""The real engine of a modern ClickHouse (libchdb) behind a stand-in for its HTTP interface.

Real: parsing, execution, types, the bytes of FORMAT Native, error texts, and the compressed frames, which the engine
itself writes as a column file. Stand-in: the HTTP protocol, one user and password, one statement at a time, no KILL
QUERY, no readonly. Usage: clickhouse_chdb.py libchdb.so FOLDER; prints its port, then serves until it is ended."""
import ctypes
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

USER, PASSWORD = "t", "pw-of-t"
library_path, folder = sys.argv[1], Path(sys.argv[2])

NO_SETTINGS = {"query", "user", "password", "database", "default_format", "query_id", "compress", "readonly"}


class Failure(Exception):
    pass


class Engine:
    def __init__(self):
        self.lock = threading.Lock()
        lib = self.lib = ctypes.CDLL(library_path)
        pointer, size = ctypes.c_void_p, ctypes.c_size_t
        for name, result, arguments in (
                ("chdb_connect", ctypes.POINTER(pointer), (ctypes.c_int, ctypes.POINTER(ctypes.c_char_p))),
                ("chdb_query_n", pointer, (pointer, ctypes.c_char_p, size, ctypes.c_char_p, size)),
                ("chdb_result_error", ctypes.c_char_p, (pointer,)), ("chdb_result_buffer", pointer, (pointer,)),
                ("chdb_result_length", size, (pointer,)), ("chdb_destroy_query_result", None, (pointer,))):
            getattr(lib, name).restype, getattr(lib, name).argtypes = result, arguments
        words = [b"clickhouse", b"--path=" + str(folder / "data").encode()]
        self.connection = lib.chdb_connect(len(words), (ctypes.c_char_p * len(words))(*words))
        if not self.connection or not self.connection[0]:
            raise SystemExit("libchdb does not start")
        self.run("CREATE DATABASE IF NOT EXISTS default ENGINE = Atomic")
        # The column file of this table is what is in it, in the frames that the HTTP interface writes as well.
        self.run("CREATE DATABASE IF NOT EXISTS facade ENGINE = Atomic")
        self.run("DROP TABLE IF EXISTS facade.frames SYNC")
        self.run("CREATE TABLE facade.frames (b UInt8 CODEC(LZ4)) ENGINE = TinyLog")

    def run(self, text, kind="TabSeparated"):
        """The answer's bytes."""
        query = text.encode() if isinstance(text, str) else text
        result = self.lib.chdb_query_n(self.connection[0], query, len(query), kind.encode(), len(kind))
        try:
            error = self.lib.chdb_result_error(result)
            if error:
                raise Failure(error.decode(errors="replace"))
            length = self.lib.chdb_result_length(result)
            return ctypes.string_at(self.lib.chdb_result_buffer(result), length) if length else b""
        finally:
            self.lib.chdb_destroy_query_result(result)

    def framed(self, data):
        """`data` as the engine compresses it."""
        if not data:
            return b""
        spool = folder / "answer.bin"
        spool.write_bytes(data)
        self.run("TRUNCATE TABLE facade.frames")
        self.run("INSERT INTO facade.frames SELECT * FROM file('%s', RowBinary, 'b UInt8') SETTINGS max_threads = 1, "
                 "max_insert_threads = 1, input_format_parallel_parsing = 0" % spool)
        where = self.run("SELECT data_paths[1] FROM system.tables WHERE database = 'facade'").decode().strip()
        return (folder / "data" / where / "b.bin").read_bytes()

    def answer(self, text, parameters):
        with self.lock:
            self.run("USE `%s`" % parameters.get("database", "default").replace("\\", "\\\\").replace("`", "\\`"))
            for name, value in parameters.items():
                if name not in NO_SETTINGS:
                    self.run("SET %s = %s" % (name, value if re.fullmatch(r"\d+", value) else "'%s'" % value))
            data = self.run(text, parameters.get("default_format", "TabSeparated"))
            return self.framed(data) if parameters.get("compress") == "1" else data


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, data, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.reply(200 if self.path == "/ping" else 404, b"Ok.\n")

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if (self.headers.get("X-ClickHouse-User"), self.headers.get("X-ClickHouse-Key")) != (USER, PASSWORD):
            return self.reply(403, b"Code: 516. DB::Exception: Authentication failed: password is incorrect, or there "
                                   b"is no user with such name. (AUTHENTICATION_FAILED)\n")
        parameters = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        try:
            data = engine.answer(text, parameters)
        except Failure as failure:
            return self.reply(500, str(failure).encode() + b"\n")
        return self.reply(200, data, X_ClickHouse_Format=parameters.get("default_format", "TabSeparated"))


engine = Engine()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
