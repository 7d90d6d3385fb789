"""A daemon under test, and just enough HTTP to talk to it. For Tools/test-serve and Tools/load-serve."""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def programs():
    """The folder of the built programs."""
    where = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, capture_output=True, text=True, check=True)
    return Path(where.stdout.strip())


class Daemon:
    """edgerun-serve with these models and options, ready; ended by the end of a `with`."""

    def __init__(self, binary, models, *options, listen="127.0.0.1:0", env=None, wait=True, **popen):
        self.log_file = tempfile.NamedTemporaryFile("w+", prefix="edge-serve-", suffix=".log")
        arguments = [str(binary), *models, *options]
        if listen:
            arguments += ["--listen", listen]
        popen.setdefault("stderr", self.log_file)
        self.process = subprocess.Popen(arguments, env={**os.environ, **(env or {})}, **popen)
        self.port = None
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            log = self.log()
            found = re.search(r'listening address="[\w.:\[\]]+:(\d+)"', log)
            if found:
                self.port = int(found.group(1))
                return
            if "listening address=" in log:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(f"the daemon did not start: {self.log()}")

    def log(self):
        with open(self.log_file.name) as log:
            return log.read()

    def connect(self, timeout=20):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Connection(connection)

    def ask(self, method, path, body=b"", headers=None):
        """One request on a connection of its own: status, headers, body."""
        with self.connect() as connection:
            return connection.ask(method, path, body, headers)

    def json(self, method, path, body=b"", headers=None):
        status, _, answer = self.ask(method, path, body, headers)
        return status, json.loads(answer)

    def metrics(self):
        """Every sample by its name with labels."""
        status, _, body = self.ask("GET", "/metrics")
        assert status == 200, status
        samples = {}
        for line in body.decode().splitlines():
            if line.startswith("#"):
                assert re.fullmatch(r"# (HELP \w+ .+|TYPE \w+ (counter|gauge|histogram))", line), line
                continue
            found = re.fullmatch(r'(\w+(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})?) (\S+)', line)
            assert found, f"not a sample: {line}"
            assert found.group(1) not in samples, f"twice: {line}"
            samples[found.group(1)] = float(found.group(2))
        return samples

    def end(self, sig=signal.SIGTERM, timeout=20):
        """Sends the signal and returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        return self.process.wait(timeout)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        status = self.process.poll()
        if status is None:
            self.process.kill()
            self.process.wait()
        if failure[0] is not None:
            state = "running" if status is None else f"ended with status {status}"
            sys.stderr.write(f"the daemon ({state}) said:\n{self.log()}")
        self.log_file.close()


class Connection:
    """A keep-alive connection."""

    def __init__(self, sock):
        self.socket = sock
        self.rest = b""

    def ask(self, method, path, body=b"", headers=None):
        self.send(request(method, path, body, headers))
        return self.answer()

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        """Reads one answer: status, headers by lower-case name, body. Raises ConnectionError where there is none."""
        while True:
            while b"\r\n\r\n" not in self.rest:
                self._more()
            head, self.rest = self.rest.split(b"\r\n\r\n", 1)
            lines = head.decode().split("\r\n")
            status = int(lines[0].split(" ")[1])
            if status != 100:
                break
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return status, headers, body

    def _more(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("closed before the whole answer")
        self.rest += data

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def request(method, path, body=b"", headers=None):
    lines = [f"{method} {path} HTTP/1.1"]
    headers = {"Host": "127.0.0.1"} | (headers or {})
    if body or method == "POST":
        headers.setdefault("Content-Length", len(body))
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def infer_request(path, inputs, parameters=None, outputs=None):
    """An inference request with binary tensors; `inputs`: name, datatype, shape, bytes."""
    header = {
        "inputs": [
            {"name": name, "datatype": datatype, "shape": shape, "parameters": {"binary_data_size": len(data)}}
            for name, datatype, shape, data in inputs
        ],
        "parameters": parameters or {"binary_data_output": True},
    }
    if outputs:
        header["outputs"] = outputs
    text = json.dumps(header).encode()
    return request(
        "POST", path, text + b"".join(i[3] for i in inputs), {"Inference-Header-Content-Length": len(text)})


def in_threads(count, work):
    """Runs `work(index)` in threads; the first failure is raised here."""
    failures = []

    def guarded(index):
        try:
            work(index)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(i,), daemon=True) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
