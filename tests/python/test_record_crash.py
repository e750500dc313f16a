"""What a recording holds when the recorder is killed, the disk is full or cannot be written."""
import contextlib
import http.client
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import threading

from recorder import Recorder, exchanges, log_lines, refused
from support import Server, run_tests, same

PACK = """\
phantomime: 1
stubs:
  - name: echo
    request: GET /n/{number}
    example: GET /n/1
    response: {template: "number {{ captures.number }}"}
  - name: upload
    request: POST /upload
    response: {status: 201}
"""
KILLS = int(os.environ.get("PHANTOMIME_KILLS", "10"))


@contextlib.contextmanager
def upstream():
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "pack.yaml"
        pack.write_text(PACK)
        with Server(str(pack), "--quiet") as server:
            yield pathlib.Path(folder), server


def recording(folder, server, *arguments, **more):
    return Recorder(folder, "--target", server.ready["http"], "--no-tls", "--quiet", *arguments, **more)


class Load(threading.Thread):
    """Asks for one new path after the other, and remembers those whose answers came whole; every eighth with a body that
    lies beside the log."""

    def __init__(self, port, name):
        super().__init__()
        self.port, self.prefix, self.answered, self.number = port, name, [], 0

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                self.number += 1
                path = f"/n/{self.prefix}-{self.number}"
                body = path.encode() * 10_000 if self.number % 8 == 0 else None
                connection.request("GET", path, body=body)
                answer = connection.getresponse()
                if answer.read() == f"number {self.prefix}-{self.number}".encode():
                    self.answered.append(path)
        connection.close()


# A recording grows with every session, and so does what its end costs: after so many kills another one is begun.
KILLS_OF_ONE = 10


def killed(out, server, kills, chance):
    """A recording that is killed so often and resumed each time; how many exchanges were answered, and how many are in its log."""
    answered = set()
    for round_number in range(kills):
        recorder = recording(out, server, *(["--resume"] if round_number else []))
        clients = [Load(recorder.port, f"{round_number}-{client}") for client in range(4)]
        for client in clients:
            client.start()
        clients[0].join(chance.uniform(0.005, 0.25))
        recorder.kill()
        for client in clients:
            client.join()
            answered.update(client.answered)
        if round_number % 3 == 1:  # a write is whole or not begun unless the machine itself fails: that is played here
            with (out / "exchanges.jsonl").open("ab") as log:
                log.write(b'{"crc":"0badf00d","exchange":{"number":' * chance.randint(1, 50))
        torn = log_lines(out)[1]
        with recording(out, server, "--resume") as resumed:
            pass
        same("told", torn > 0, f"its last record was torn: {torn} bytes were cut off" in resumed.errors)
        same("torn", 0, log_lines(out)[1])
    logged = exchanges(out)
    missing = answered - {one["request"]["target"] for one in logged}
    assert not missing, f"{len(missing)} of {len(answered)} are missing: {sorted(missing)[:5]}"
    numbers = [one["number"] for one in logged]
    same("numbers", len(numbers), len(set(numbers)))
    for one in logged:
        file = one["request"].get("body", {}).get("file")
        assert not file or (out / file).exists(), file
    assert not list((out / "bodies").glob("*.part"))
    return len(answered), len(logged)


def test_a_killed_recorder_loses_nothing_that_was_answered():
    chance = random.Random(20)
    answered = logged = 0
    with upstream() as (folder, server):
        for begun in range(0, KILLS, KILLS_OF_ONE):
            out = folder / f"out-{begun}"
            one_answered, one_logged = killed(out, server, min(KILLS_OF_ONE, KILLS - begun), chance)
            answered, logged = answered + one_answered, logged + one_logged
            shutil.rmtree(out)
    print(f"        {KILLS} kills, {answered} exchanges answered, all of them among the {logged} of the logs")
    assert answered > 5 * KILLS, "there was no load"


@contextlib.contextmanager
def mounted(folder, options):
    """A small disk of its own at `folder`; None where this user may not mount one."""
    folder.mkdir()
    ended = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True)
    if ended.returncode != 0:
        print(f"        not done: mounting needs root ({ended.stderr.strip()})")
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(recorder):
    """Uploads until the answer does not come, at most 8 MB; how many were answered."""
    for count in range(128):
        try:
            same("status", 201, recorder.send("POST", "/upload", os.urandom(48 << 10))[0])
        except (OSError, http.client.HTTPException):
            return count
    return 128


def test_a_full_disk_ends_the_recording_and_what_is_on_it_is_sound():
    with upstream() as (folder, server), mounted(folder / "disk", "size=1m") as disk:
        if disk is None:
            return
        with recording(disk / "out", server, "--redact", "off", expect=4) as recorder:
            answered = fill(recorder)
            assert 3 < answered < 30, answered
            recorder.process.wait(timeout=30)  # by itself
        assert "no space left on device" in recorder.errors, recorder.errors
        assert "--resume" in recorder.errors, recorder.errors
        same("torn", 0, log_lines(disk / "out")[1])
        same("log", answered, len(exchanges(disk / "out")))
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        with recording(disk / "out", server, "--redact", "off", "--resume") as recorder:
            same("goes on", 201, recorder.send("POST", "/upload", b"x")[0])
        same("log", answered + 1, len(exchanges(disk / "out")))


def test_a_full_disk_may_let_the_rest_pass():
    with upstream() as (folder, server), mounted(folder / "disk", "size=1m") as disk:
        if disk is None:
            return
        with recording(disk / "out", server, "--redact", "off", "--on-full-disk", "pass", expect=4) as recorder:
            same("all answered", 128, fill(recorder))
        recorded = len(exchanges(disk / "out"))
        same("told once", 1, recorder.errors.count("NOTHING IS RECORDED FROM HERE ON"))
        assert f"{128 - recorded} exchanges were passed on unrecorded" in recorder.errors, recorder.errors


def test_a_disk_that_is_full_or_read_only_is_told_before_the_proxy_opens():
    with upstream() as (folder, server), mounted(folder / "disk", "size=64k") as disk:
        if disk is None:
            return
        (disk / "filler").write_bytes(b"x" * (48 << 10))
        with contextlib.suppress(OSError), (disk / "filler").open("ab", buffering=0) as filler:
            while True:
                filler.write(b"x" * 512)
        code, text = refused(disk / "out", "--target", server.ready["http"], "--no-tls", "--redact", "off")
        same("full", 4, code)
        assert "no space left on device" in text, text
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        code, text = refused(disk / "new", "--target", server.ready["http"], "--no-tls", "--redact", "off")
        same("read-only", 4, code)
        assert "read-only file system" in text and "--out" in text, text


if __name__ == "__main__":
    run_tests(globals())
