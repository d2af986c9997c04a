"""A message board as a platform of Sanctum: an adapter that is a separate process, with nothing but Python's standard library.

    BOARD_SECRET=whsec_... BOARD_WEBHOOK=http://127.0.0.1:9000/v1/platforms/board/accounts/ada/webhook python3 board.py
"""
import base64, hashlib, hmac, json, os, time, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WEBHOOK = os.environ["BOARD_WEBHOOK"]
KEY = base64.b64decode(os.environ["BOARD_SECRET"].removeprefix("whsec_"))
posts = {}  # What the agent wrote, by id: a call that comes again is the same post.
said = []  # What people wrote.
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


def everything():
    own = [{"id": one["id"], "text": one["text"], "from": {"id": "agent", "name": "The agent"}, "occurredAt": one["at"],
            **{name: one[name] for name in ("thread", "inReplyTo") if one.get(name)}} for one in posts.values()]
    return said + own


def post(call):
    one = posts.setdefault(call["post"]["id"], {**call["post"], "at": now()})
    return {"id": one["id"]}


def show_typing(call):
    typing.append(call["thread"])
    return {}


def search(call):
    fitting = [one for one in everything() if call["text"].lower() in one["text"].lower() and call.get("author", "") in ("", one["from"]["id"])]
    return {"posts": sorted(fitting, key=lambda one: one["occurredAt"], reverse=True)[:call["limit"]]}


def profile(call):
    found = [one["from"] for one in everything() if call["person"] in (one["from"]["id"], one["from"].get("name"))]
    return {"profile": {"from": found[0], "description": "Writes on the board.", "metadata": {"posts": str(len(found))}} if found else None}


def thread(call):
    threads = [one.get("thread") for one in everything() if one["id"] == call["post"]]
    return {"posts": [one for one in everything() if one.get("thread") == threads[0]] if threads else None}


def answered(call):
    return {"answered": any(one.get("inReplyTo") == call["inReplyTo"] for one in posts.values())}


def delete(call):
    posts.pop(call["post"], None)
    return {}


OPERATIONS = {"post": post, "typing": show_typing, "search": search, "profile": profile, "thread": thread, "answered": answered, "delete": delete}


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Board(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Otherwise a caller may send into a connection that is just being closed.

    def do_GET(self):
        self.answer(200, {"posts": list(posts.values()), "typing": typing})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/say":  # A person writes on the board.
            message = {"id": f"said-{len(said)}", **json.loads(body)}
            said.append({**message, "occurredAt": now()})
            self.answer(200, deliver(message))
        elif not is_genuine(self.headers, body):
            self.answer(401, {"error": "The signature does not fit."})
        elif (operation := OPERATIONS.get(self.path.removeprefix("/adapter/"))) is not None:
            self.answer(200, operation(json.loads(body)))
        else:
            self.answer(404, {"error": "No such route."})

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
