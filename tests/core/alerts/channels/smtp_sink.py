# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in mail server for tests: one exchange after another on a free loopback port, in plain text, with
STARTTLS or with TLS from the start. Prints its port; writes what it was told to a file, one JSON object a
line. Arguments: out-file mode(plain|starttls|smtps|reject|greylist|hang|noauth) [certificate key]"""
import base64, json, socket, ssl, sys

out, mode = sys.argv[1], sys.argv[2]
tls = None
if len(sys.argv) > 4:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[3], sys.argv[4])
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(8)
print(listener.getsockname()[1], flush=True)


def serve(peer):
    secure = False
    if mode == "smtps":
        peer = tls.wrap_socket(peer, server_side=True)
        secure = True
    lines = peer.makefile("rb")

    def say(text):
        peer.sendall(text.encode() + b"\r\n")

    seen = {"from": "", "to": [], "auth": "", "secure": False, "data": ""}
    say("220 sink ready")
    while True:
        line = lines.readline().decode().strip()
        if not line:
            return
        verb = line.split(" ")[0].upper()
        if mode == "hang" and verb == "MAIL":
            lines.readline()
            return
        if verb in ("EHLO", "HELO"):
            offers = ["250-sink"]
            if tls and not secure:
                offers.append("250-STARTTLS")
            say("\r\n".join(offers + ["250-AUTH PLAIN LOGIN", "250 8BITMIME"]))
        elif verb == "STARTTLS":
            say("220 go ahead")
            peer = tls.wrap_socket(peer, server_side=True)
            lines = peer.makefile("rb")
            secure = True
        elif verb == "AUTH":
            words = line.split(" ")
            if len(words) < 3:
                say("334 ")
                words.append(lines.readline().decode().strip())
            seen["auth"] = base64.b64decode(words[2]).decode().replace("\0", "|")
            say("535 5.7.8 wrong password " + seen["auth"] if mode == "noauth" else "235 welcome")
        elif verb == "MAIL":
            seen["from"] = line[10:]
            say("250 fine")
        elif verb == "RCPT":
            seen["to"].append(line[8:])
            say({"reject": "550 5.1.1 no such mailbox", "greylist": "451 4.7.1 come back later"}.get(mode, "250 fine"))
        elif verb == "DATA":
            say("354 go on")
            data = b""
            while True:
                part = lines.readline()
                if part == b".\r\n":
                    break
                data += part[1:] if part.startswith(b"..") else part
            seen["data"], seen["secure"] = data.decode(), secure
            with open(out, "a") as file:
                file.write(json.dumps(seen) + "\n")
            say("250 queued")
        elif verb == "QUIT":
            say("221 bye")
            return
        else:
            say("500 what?")


while True:
    connection, _ = listener.accept()
    try:
        serve(connection)
    except (OSError, ssl.SSLError):
        pass
    connection.close()
