"""A client as those of the Python CC-Executor were, with nothing but the standard library.

It does what the WebSocket library of those clients did (offers compression, answers pings, refuses
messages above 1 MiB) and what they themselves did: no "jsonrpc" in some requests, no ids in control,
no pong notification, ever. Each scenario prints one JSON document.
"""

import base64
import json
import os
import socket
import struct
import sys
import urllib.request

MAX_MESSAGE = 1 << 20


class Connection:
    def __init__(self, port, path="/ws/mcp"):
        self.socket = socket.create_connection(("localhost", port), timeout=50)
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            "User-Agent: Python/3.11 websockets/12.0\r\n\r\n"
        )
        self.socket.sendall(request.encode())
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self._receive()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])
        assert self.status == 101, head

    def _receive(self):
        received = self.socket.recv(1 << 16)
        if not received:
            raise EOFError
        return received

    def _take(self, count):
        while len(self.buffer) < count:
            self.buffer += self._receive()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _frame(self):
        first, second = self._take(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self._take(8))
        assert length <= MAX_MESSAGE, "message too big"
        assert first & 0xF0 == 0x80, "a fragment, or reserved bits"
        return first & 0x0F, self._take(length)

    def _send_frame(self, opcode, payload):
        mask = os.urandom(4)
        length = len(payload)
        head = bytes([0x80 | opcode])
        if length < 126:
            head += bytes([0x80 | length])
        else:
            head += bytes([0x80 | 126]) + struct.pack(">H", length)
        masked = bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload))
        self.socket.sendall(head + mask + masked)

    def receive(self):
        """The next message; a close frame as {"close": code}."""
        while True:
            opcode, payload = self._frame()
            if opcode == 9:
                self._send_frame(10, payload)
            elif opcode == 8:
                return {"close": struct.unpack(">H", payload[:2])[0]}
            elif opcode == 1:
                return json.loads(payload.decode("utf-8", "strict"))

    def send(self, method, params=None, **members):
        message = {"method": method, **members}
        if params is not None:
            message["params"] = params
        self._send_frame(1, json.dumps(message).encode())

    def answer(self, request_id):
        """The answer to a request; notifications before it are passed over."""
        while True:
            message = self.receive()
            if "method" not in message and message.get("id") == request_id:
                return message

    def run(self, command, request_id=1, **params):
        """What the old client's execute_command gives back."""
        self.send("execute", {"command": command, **params}, id=request_id)
        output = []
        while True:
            message = self.receive()
            method = message.get("method")
            if "error" in message:
                return {"error": message["error"]["message"], "code": message["error"]["code"]}
            if "result" in message:
                assert message["result"]["status"] == "started", message
            elif method == "process.output":
                output.append(message["params"]["data"])
            elif method == "process.completed":
                return {"output": "".join(output), "exit_code": message["params"]["exit_code"]}


def open_connection(port):
    connection = Connection(port)
    connected = connection.receive()
    assert connected["method"] == "connected", connected
    for capability in ("execute", "control", "stream"):
        assert capability in connected["params"]["capabilities"]
    assert connected["params"]["session_id"] and connected["params"]["version"]
    return connection


def run(port):
    """Commands one after the other on one connection."""
    connection = open_connection(port)
    return {
        "first": connection.run("echo hello; exit 3"),
        "second": connection.run("cat; echo 'ä €' >&2", "a string", jsonrpc="2.0"),
        "long_line": len(connection.run("head -c 300000 /dev/zero | tr '\\0' x; echo")["output"]),
        "much": len(connection.run("seq 400000")["output"]),
        "signal": connection.run("kill -9 $$"),
        "unbuffered": connection.run("echo $PYTHONUNBUFFERED")["output"],
    }


def timeouts(port):
    """As they came from callers of the old client, numbers or not."""
    connection = open_connection(port)
    values = (60, "5", " 30 ", 0, -1, "-1", None, 1.5, "soon")
    return {repr(value): connection.run("echo ok", timeout=value) for value in values}


def control(port):
    connection = open_connection(port)
    connection.send("execute", {"command": "exec sleep 1000"}, id=1)
    connection.answer(1)
    answers = {}
    for request_id, kind in enumerate(("PAUSE", "RESUME", "pause", "CANCEL"), 2):
        connection.send("control", {"type": kind}, id=request_id)
        answer = connection.answer(request_id)
        answers[kind] = answer.get("result", {}).get("status") or answer["error"]["code"]
    seen = []
    while "process.completed" not in seen:
        seen.append(connection.receive().get("method"))
    connection.send("control", {"type": "CANCEL"}, id=9)
    answers["after"] = connection.answer(9)["error"]["message"]
    return answers


def unusual(port):
    """Requests at the edges of what the old server took."""
    connection = open_connection(port)
    connection.send("hook_status", id=1)
    hooks = connection.answer(1)["result"]
    connection.send("reload", id=2)
    unknown = connection.answer(2)["error"]
    connection.send("pong")
    connection.send("execute", {"command": ""}, id=3)
    empty = connection.answer(3)["error"]["message"]
    connection.send("ping", id=True)
    no_id = connection.receive()
    connection.send("execute", {"command": "true"})
    unanswered = connection.receive()["method"]
    return {
        "hooks": sorted(hooks),
        "unknown": [unknown["code"], unknown["message"]],
        "empty": empty,
        "true_as_id": [no_id["id"], no_id["error"]["code"]],
        "without_id": unanswered,
    }


def sessions(port):
    """One more than there may be."""
    held = open_connection(port)
    refused = Connection(port)
    error = refused.receive()["error"]
    close = refused.receive()["close"]
    return {"code": error["code"], "message": error["message"], "close": close, "held": held.status}


def health(port):
    def get(path):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://localhost:{port}{path}", timeout=20) as answer:
            return json.loads(answer.read())

    return {"health": sorted(get("/health")), "healthz": get("/healthz")}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](int(sys.argv[2]))))
