"""A message board as a platform of Sanctum: an adapter that is a process of its own, with nothing but Python's standard library.

    BOARD_SECRET=whsec_... BOARD_WEBHOOK=http://127.0.0.1:9000/v1/platforms/board/accounts/ada/webhook python3 board.py
"""
import base64, hashlib, hmac, json, os, time, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WEBHOOK = os.environ["BOARD_WEBHOOK"]
KEY = base64.b64decode(os.environ["BOARD_SECRET"].removeprefix("whsec_"))
posts = {}  # By id: a call that comes again is the same post.
typing = []


def sign(id, at, body):
    return "v1," + base64.b64encode(hmac.new(KEY, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()).decode()


def is_genuine(headers, body):
    id, at, given = (headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature"))
    if not at.isdecimal() or abs(time.time() - int(at)) > 300:
        return False
    return any(hmac.compare_digest(sign(id, at, body).encode(), one.encode()) for one in given.split(" "))


def deliver(message):
    body, id, at = json.dumps(message).encode(), f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    headers = {"content-type": "application/json", "webhook-id": id, "webhook-timestamp": at, "webhook-signature": sign(id, at, body)}
    with urllib.request.urlopen(urllib.request.Request(WEBHOOK, body, headers), timeout=30) as answer:
        return json.load(answer)


class Board(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Otherwise a caller may send into a connection that is just being closed.

    def do_GET(self):
        self.answer(200, {"posts": list(posts.values()), "typing": typing})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/say":  # A person writes on the board.
            self.answer(200, deliver(json.loads(body)))
        elif not is_genuine(self.headers, body):
            self.answer(401, {"error": "The signature does not fit."})
        elif self.path == "/adapter/post":
            post = json.loads(body)["post"]
            posts.setdefault(post["id"], post)
            self.answer(200, {"id": f"board-{list(posts).index(post['id'])}"})
        elif self.path == "/adapter/typing":
            typing.append(json.loads(body)["thread"])
            self.answer(200, {})
        else:
            self.answer(404, {"error": "There is nothing here."})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("BOARD_PORT", "0"))), Board)
print(server.server_port, flush=True)
server.serve_forever()
