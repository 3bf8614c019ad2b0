"""A payment processor that answers nonsense: each charge gets the next of the answers below."""

import http.server
import threading

NONSENSE = [
    (200, "text/html", b"<html>It works!</html>"),
    (200, "application/json", b""),
    (200, "application/json", b"{\"id\": \"pi_1\", \"status\": "),
    (200, "application/json", b"[]"),
    (200, "application/json", b"{\"id\": 17, \"status\": [\"succeeded\"], \"amount\": \"much\"}"),
    (200, "application/json", b"\xff\xfe\x00null"),
    (302, "text/plain", b"elsewhere"),
    (404, "application/json", b"{\"error\": {\"message\": null}}"),
    (418, "text/plain", b"short and stout"),
    (500, "text/html", b"<h1>Oops: 4242424242424242</h1>"),
    (503, "application/json", b"{\"error\": {\"message\": \"try 4242 4242 4242 4242 again\"}}"),
]


class Nonsense:
    """Its `url`, and the requests that it got as (method, path)."""

    def __init__(self):
        self.seen, self.next = [], 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.seen.append((self.command, self.path.split("?")[0]))
                status, kind, body = outer.pick()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pick(self):
        answer = NONSENSE[self.next % len(NONSENSE)]
        self.next += 1
        return answer

    def close(self):
        self.server.shutdown()
        self.server.server_close()
