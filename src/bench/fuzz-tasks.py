#!/usr/bin/env python3
"""Sends malformed requests to a server of tasks, and checks that it bears them.

Usage: src/bench/fuzz-tasks.py [--server "bin/autoexecflow server --aef-open --pty"] [--count N] [--seed N]

Each input is made from a seed, so that a run can be repeated: malformed JSON and YAML, aliases that stand for
much, huge and strange names, paths that lead elsewhere, half requests and garbage on web sockets. No answer may
have the status 500 or a stack trace, and at the end the server must still run a task. Python's standard library
is enough. Nothing here is part of the tests.
"""
import argparse
import json
import os
import random
import signal
import socket
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from tasks import ROOT, Server  # noqa: E402

TRACES = (b"\tat io.parallelr", b"at java.base", b"Exception:", b"java.lang.", b"NullPointer")
GOOD = {"name": "f", "step": [{"name": "a", "type": "sh", "content": "true", "env": [{"name": "A", "value": "1"}]}]}
ODD = ["", " ", "..", ".", "/", "a/../../b", "%2e%2e", "\u0000", "\ud800", "𝄞" * 50, "测试", "x" * 5000, "$(id)",
       "{{7*7}}", "{% for i in range(100000000) %}x{% endfor %}", "-1", "1e999", "null", "true", "9" * 400, "\n", "\\"]
PATHS = ["/api/v1/task", "/api/v1/task/{}", "/api/v1/task/{}/step", "/api/v1/task/{}/step/{}",
         "/api/v1/task/{}/step/{}/log", "/api/v1/task/{}/dump", "/api/v1/task/{}/workspace?path={}",
         "/api/v1/pool", "/api/v1/pipeline", "/api/v1/pipeline/{}", "/api/v1/pipeline/{}/build",
         "/api/v1/pipeline/{}/build/{}", "/api/v1/files/{}/{}", "/api/v1/files", "/api/v2/task", "/",
         "/{}", "/{}/{}/console", "/api/v1/task/{}/{}", "/api/v1/task?page={}&size={}&prefix={}", "/swagger/{}",
         "/api/v1/event", "/api/v1/pty", "/version", "/api/v1/state", "/{}/{}/{}"]
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"]
TYPES = ["application/json", "application/yaml", "text/plain", "multipart/form-data; boundary=b",
         "multipart/form-data", "application/offset+octet-stream", "application/x-www-form-urlencoded", ""]


def odd(r):
    if r.random() < 0.3:
        return "".join(chr(r.choice([r.randrange(1, 256), r.randrange(1, 0xd7ff)])) for _ in range(r.randrange(30)))
    return r.choice(ODD)


def value(r, depth=0):
    kind = r.randrange(8)
    if kind < 3 or depth > 4:
        return odd(r)
    if kind == 3:
        return r.choice([None, True, False, 0, -1, 1 << 70, 1.5])
    if kind < 6:
        return [value(r, depth + 1) for _ in range(r.randrange(4))]
    return {r.choice(["name", "step", "type", "content", "env", "depends", "rule", "action", "retry", "params",
                      "tplType", "size", odd(r)]): value(r, depth + 1) for _ in range(r.randrange(5))}


def changed(r):
    """A good task with something in it that is not."""
    task = json.loads(json.dumps(GOOD))
    where = r.choice([task, task["step"][0], task["step"][0]["env"][0]])
    where[r.choice(list(where) + ["timeout", "kind", "async", "delayed", "maxParallel", "retry", "rule", "action",
                                  "depends", "disable"])] = value(r)
    return task


def bomb(r):
    levels = r.randrange(2, 40)
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for n in range(1, levels):
        text += "a%d: &a%d [%s]\n" % (n, n, ", ".join(["*a%d" % (n - 1)] * 9))
    return text + "step: *a%d\n" % (levels - 1)


def body(r):
    kind = r.randrange(9)
    if kind == 0:
        return os.urandom(0) + bytes(r.randrange(256) for _ in range(r.randrange(200)))
    if kind == 1:
        return bomb(r).encode()
    if kind == 2:
        return (r.choice("[{") * r.randrange(1, 5000)).encode()
    text = json.dumps(r.choice([changed, value])(r), ensure_ascii=r.random() < 0.5)
    data = text.encode("utf-8", "surrogatepass")
    if kind == 3 and data:
        cut = r.randrange(len(data))
        data = data[:cut] + bytes([r.randrange(256)]) + data[cut + 1:]
    if kind == 4:
        data = data[:r.randrange(len(data) + 1)]
    if kind == 5:
        return b"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\n\r\nx\r\n--b--\r\n" % (
            r.choice([b"../../evil", b"/etc/evil", b"a\x00b", b"ok", b"", b"x" * 5000]))
    return data


def request(r):
    path = r.choice(PATHS)
    while "{}" in path:
        name = odd(r)
        path = path.replace(
            "{}", r.choice(["f", name if r.random() < 0.1 else
                            urllib.parse.quote(name.encode("utf-8", "surrogatepass"), safe="")]), 1)
    path = path.replace(" ", "%20").replace("\n", "%0a").replace("\r", "%0d")
    data = body(r)
    headers = {"Host": r.choice(["localhost", "localhost", "localhost", "evil.example", ""]),
               "Content-Type": r.choice(TYPES), "Connection": "close",
               "Accept": r.choice(["*/*", "application/json", "application/yaml", "text/plain", "text/html", "\x7f"])}
    if r.random() < 0.1:
        headers.update({"Tus-Resumable": "1.0.0", "Upload-Length": r.choice(["5", "-1", "x", "9" * 30]),
                        "Upload-Offset": r.choice(["0", "7", "x"]), "Upload-Metadata": r.choice(["taskid Zg==", "x x", ""])})
    if r.random() < 0.05:
        headers["Range"] = r.choice(["bytes=0-", "bytes=9-1", "bytes=-0", "bytes=a-b"])
    headers["Content-Length"] = str(len(data)) if r.random() < 0.95 else r.choice(["-1", "x", "999999999999", "3"])
    head = "%s %s HTTP/1.1\r\n%s\r\n\r\n" % (
        r.choice(METHODS), path, "\r\n".join("%s: %s" % h for h in headers.items()))
    return head.encode("utf-8", "surrogatepass") + data


def web_socket(r):
    head = ("GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n" % r.choice(
                ["/api/v1/task", "/api/v1/pty", "/api/v1/task/f/step", "/api/v1/task/f/step/a/log", "/api/v1/pipeline"]))
    frames = b""
    for _ in range(r.randrange(1, 5)):
        data = r.choice([b"", b"{\"page\":-5}", b"\x01{\"cols\":-1,\"rows\":999999}", b"\x01{", b"\xff\xfe",
                         bytes(r.randrange(256) for _ in range(r.randrange(120)))])
        mask = bytes(r.randrange(256) for _ in range(4))
        frames += bytes([0x80 | r.choice([1, 2, 8, 9, 0, 3]), 0x80 | min(125, len(data))]) + mask + bytes(
            b ^ mask[i % 4] for i, b in enumerate(data[:125]))
    if r.random() < 0.4:
        frames += bytes(r.randrange(256) for _ in range(r.randrange(60)))
    return head.encode() + frames


def send(port, data, patience):
    with socket.create_connection(("127.0.0.1", port), 10) as s:
        s.settimeout(patience)
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            answer = b""
            while len(answer) < 1 << 20:
                part = s.recv(65536)
                if not part:
                    break
                answer += part
            return answer
        except (socket.timeout, ConnectionError, BrokenPipeError):
            return b""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", default=os.path.join(ROOT, "bin", "autoexecflow") + " server --aef-open --pty")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    server = Server(options.server)
    server.client().create("f", [{"name": "a", "type": "sh", "content": "true"}])
    bad, statuses = 0, {}
    for n in range(options.count):
        r = random.Random(options.seed * 1_000_003 + n)
        data = web_socket(r) if r.random() < 0.15 else request(r)
        answer = send(server.port, data, 0.5)
        status = answer[9:12].decode("latin1") if answer.startswith(b"HTTP/1.1 ") else "none"
        statuses[status] = statuses.get(status, 0) + 1
        if status == "500" or any(trace in answer for trace in TRACES):
            bad += 1
            print("input %d: %r\n  answer: %r" % (n, data[:300], answer[:300]))
        if server.process.poll() is not None:
            sys.exit("input %d has ended the server: %r" % (n, data[:500]))
    client = server.client()
    client.create("after", [{"name": "s", "type": "sh", "content": "echo alive"}])
    client.wait("after")
    log = open(server.log.name, errors="replace").read()
    errors = [line for line in log.splitlines() if " ERROR " in line]
    print("%d inputs, seed %d: answers %s; %d bad; %d errors in the log; the server runs tasks" % (
        options.count, options.seed, json.dumps(statuses, sort_keys=True), bad, len(errors)))
    for line in errors[:10]:
        print("  log:", line)
    server.close(signal.SIGTERM)
    sys.exit(1 if bad or errors else 0)


if __name__ == "__main__":
    main()
