"""What the recorder's tests share: `phantomime record` started and stopped, its log read."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import zlib

from support import PROGRAM


class Recorder:
    """`phantomime record --out FOLDER ... --port 0 --ready-json`; ended with SIGINT, its exit code checked."""

    def __init__(self, folder, *arguments, expect=0, environment=None):
        self.folder, self.expect = pathlib.Path(folder), expect
        self.process = subprocess.Popen([PROGRAM, "record", "--out", str(folder), "--port", "0", "--ready-json", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment_of(folder, environment))
        line = self.process.stdout.readline()
        assert line, "the recorder did not start:\n" + self.process.communicate()[1]
        self.ready = json.loads(line)
        self.errors = ""

    @property
    def url(self):
        return self.ready.get("https") or self.ready["http"]

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def send(self, method, target, body=None, headers=None, connection=None):
        """Status and body; over plain HTTP."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        own.request(method, target, body=body, headers=headers or {})
        answer = own.getresponse()
        result = answer.status, answer.read()
        if connection is None:
            own.close()
        return result

    def kill(self):
        self.process.kill()
        self.errors = self.process.communicate()[1]

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.errors = self.process.communicate(timeout=60)[1]
        assert self.process.returncode == self.expect, f"record ended with {self.process.returncode}:\n{self.errors}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        elif self.process.poll() is None:
            self.kill()


def environment_of(folder, more=None):
    """The recorder's key and certificates lie beside the folder of the test, not at the user's."""
    return {**os.environ, "XDG_DATA_HOME": str(pathlib.Path(folder).resolve().parent / "data"), "NO_COLOR": "1", **(more or {})}


def refused(folder, *arguments):
    """Exit code and text of a recorder that is not to start."""
    ended = subprocess.run([PROGRAM, "record", "--out", str(folder), "--port", "0", *arguments], capture_output=True, text=True, timeout=60,
                           env=environment_of(folder))
    return ended.returncode, ended.stderr


def log_lines(folder):
    """Every whole line of the log, its checksum checked, and the bytes of a torn one at its end."""
    lines, torn = [], 0
    for line in (pathlib.Path(folder) / "exchanges.jsonl").read_bytes().splitlines(keepends=True):
        head = b'{"crc":"'
        if not line.endswith(b"\n") or not line.startswith(head) or int(line[8:16], 16) != zlib.crc32(line[18:-1]):
            torn += len(line)
            continue
        assert torn == 0, "a damaged line with sound ones behind it"
        lines.append(json.loads(line))
    return lines, torn


def exchanges(folder):
    return [line["exchange"] for line in log_lines(folder)[0] if "exchange" in line]


def sessions(folder):
    return [line["session"] for line in log_lines(folder)[0] if "session" in line]
