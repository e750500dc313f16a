"""`phantomime scrub DIR`: a raw recording loses its secrets, whatever moment it is killed at, and the leak check says what is left."""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import subprocess
import tempfile
import time
import zlib

from support import PROGRAM, run_tests, same

PASSWORD, TOKEN, COOKIE = "Scrub-Me-Pa55word", "t0kenOfTheAnswer9", "s3ss10nOfTheClient"
SECRETS = (PASSWORD, TOKEN, COOKIE)


def line(name, value):
    """A line of the log, with its checksum in front."""
    rest = f'"{name}":{json.dumps(value)}}}'
    return f'{{"crc":"{zlib.crc32(rest.encode()):08x}",{rest}\n'


def exchange(number, target="/things", request_headers=(), sent=None, **response):
    request = {"method": "GET", "target": target, "headers": [["Host", "x"], *request_headers]}
    if sent:
        request["body"] = {"size": len(sent), "bytes": sent}
    answer = {"status": 200, "reason": "OK", "headers": [["Content-Type", "application/json"]]}
    answer.update(response)
    times = {"since_start": number * 1000, "request_took": 1, "first_byte": 2, "took": 3}
    return line("exchange", {"number": number, "session": 1, "connection": 1, "origin": "https://x", "began": "2026-11-25T10:00:00Z",
                             **times, "request": request, "response": answer})


class Folder:
    """A raw recording, and a data folder of its own for the key."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.place.name)
        self.recording = self.root / "recording"
        (self.recording / "bodies").mkdir(parents=True)
        self.log = self.recording / "exchanges.jsonl"
        basic = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        large = json.dumps({"rows": [{"id": i, "name": "quarantine"} for i in range(4000)], "token": TOKEN}).encode()
        self.beside = hashlib.sha256(large).hexdigest()
        (self.recording / "bodies" / self.beside).write_bytes(large)
        packed = gzip.compress(json.dumps({"session_token": TOKEN}).encode())
        self.log.write_text(
            line("session", {"version": 1, "session": 1, "began": "2026-11-25T10:00:00Z", "target": "https://x", "redacted": False,
                             "key_id": "", "program": "phantomime"})
            + exchange(1, target="/note?text=" + TOKEN)  # nothing tells it here: exchange 3 does
            + exchange(2, request_headers=[["Authorization", "Basic " + basic]])
            + exchange(3, sent=json.dumps({"password": PASSWORD}))
            + exchange(4, **{"headers": [["Content-Encoding", "gzip"], ["Set-Cookie", f"sid={COOKIE}; Path=/"]],
                             "body": {"size": len(packed), "bytes": {"base64": base64.b64encode(packed).decode()}}})
            + exchange(5, **{"body": {"size": len(large), "file": "bodies/" + self.beside, "digest": self.beside}}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.place.cleanup()

    def environment(self):
        return {**os.environ, "XDG_DATA_HOME": str(self.root / "data")}

    def scrub(self, *arguments):
        run = subprocess.run([PROGRAM, "scrub", str(self.recording), *arguments], capture_output=True, text=True, timeout=120,
                             env=self.environment())
        return run.returncode, run.stdout, run.stderr

    def exchanges(self):
        return [json.loads(one)["exchange"] for one in self.log.read_text().splitlines() if '"exchange":' in one[:40]]

    def everything(self):
        """All bytes below the folder, and what is packed in them."""
        texts = [file.read_bytes() for file in self.recording.rglob("*") if file.is_file()]
        for one in self.exchanges():
            body = one["response"].get("body", {}).get("bytes")
            if isinstance(body, dict):
                raw = base64.b64decode(body["base64"])
                texts += [raw, gzip.decompress(raw)]
        return b"\n".join(texts)


def found(secret, text):
    coded = [base64.b64encode(b"\0" * before + secret.encode()) for before in range(3)]
    pieces = [secret.encode()] + [one[(before * 8 + 5) // 6:(before + len(secret)) * 8 // 6] for before, one in enumerate(coded)]
    return any(piece in text for piece in pieces)


def test_a_raw_recording_loses_its_secrets():
    with Folder() as folder:
        for secret in SECRETS:
            assert found(secret, folder.everything()), secret
        code, out, err = folder.scrub()
        same("how it ends", (0, ""), (code, err))
        assert "leak check passed: 5 exchanges" in out, out
        for secret in SECRETS:
            assert not found(secret, folder.everything()), secret
        one = folder.exchanges()
        same("exchanges", 5, len(one))
        # The same secret is the same placeholder everywhere.
        password = base64.b64decode(dict(one[1]["request"]["headers"])["Authorization"][6:]).decode()
        assert password.startswith("admin:") and password != "admin:" + PASSWORD
        same("the password", password[6:], json.loads(one[2]["request"]["body"]["bytes"])["password"])
        token = json.loads(gzip.decompress(base64.b64decode(one[3]["response"]["body"]["bytes"]["base64"])))["session_token"]
        same("the token", "/note?text=" + token, one[0]["request"]["target"])
        same("its length", len(TOKEN), len(token))
        # The body beside is another file; the old one is gone.
        file = one[4]["response"]["body"]["file"]
        assert file != "bodies/" + folder.beside
        same("bodies", [file[7:]], [entry.name for entry in (folder.recording / "bodies").iterdir()])
        same("digest", one[4]["response"]["body"]["digest"], hashlib.sha256((folder.recording / file).read_bytes()).hexdigest())


def test_scrubbing_again_changes_nothing():
    with Folder() as folder:
        folder.scrub()
        before = folder.everything()
        code, out, _ = folder.scrub()
        same("exit code", 0, code)
        assert out.startswith("5 exchanges, 0 changed, 0 secrets replaced\n"), out
        same("the recording", before, folder.everything())


def test_check_changes_nothing_and_says_what_is_there():
    with Folder() as folder:
        before = folder.everything()
        code, out, _ = folder.scrub("--check")
        same("exit code", 1, code)
        assert "exchange 2: password in request.header.Authorization" in out, out
        assert "leak check failed" in out, out
        for secret in SECRETS:
            assert secret not in out
        same("the recording", before, folder.everything())
        assert not (folder.root / "data").exists()  # no key is made for looking


def test_a_leak_in_the_pack_beside_is_found():
    with Folder() as folder:
        (folder.recording / "pack.yaml").write_text(f"stubs:\n  - request: GET /note?text={TOKEN}\n")
        code, out, _ = folder.scrub()
        same("exit code", 1, code)
        assert "pack.yaml:2: known secret" in out, out


def test_rules_say_what_is_secret_and_what_is_kept():
    with Folder() as folder:
        rules = folder.root / "rules.yaml"
        rules.write_text("phantomime_rules: 1\nsecret:\n  - {json: name, kind: playbook}\nkeep:\n  - {name: session_token}\n  - {name: token}\n")
        code, out, err = folder.scrub("--rules", str(rules))
        same("how it ends", (0, ""), (code, err))
        assert "playbook" in out, out
        text = folder.everything()
        assert b"quarantine" not in text and found(TOKEN, text)
        rules.write_text("phantomime_rules: 1\nsecrets: []\n")
        code, _, err = folder.scrub("--rules", str(rules))
        same("exit code", 3, code)
        assert "did you mean 'secret'?" in err, err


def test_the_key_is_the_users_alone():
    with Folder() as folder:
        folder.scrub()
        key = folder.root / "data" / "phantomime" / "redaction" / "key"
        same("bytes of the key", 32, len(key.read_bytes()))
        same("its rights", 0o600, key.stat().st_mode & 0o777)
        same("its folder's rights", 0o700, key.parent.stat().st_mode & 0o777)
        assert key.read_bytes() not in folder.everything()
        key.chmod(0o644)
        code, _, err = folder.scrub()
        same("exit code", 4, code)
        assert "can be read by others" in err and f"chmod 600 {key}" in err, err
        key.chmod(0o600)
        key.write_bytes(b"short")
        code, _, err = folder.scrub()
        same("exit code", 4, code)
        assert "is not 32 bytes long" in err, err


def test_killed_at_any_moment_it_leaves_a_whole_recording():
    for delay in range(0, 60, 6):
        with Folder() as folder:
            process = subprocess.Popen([PROGRAM, "scrub", str(folder.recording)], env=folder.environment(), stdout=subprocess.DEVNULL)
            time.sleep(delay / 1000)
            process.kill()
            process.wait()
            one = folder.exchanges()
            same("exchanges", 5, len(one))
            assert (folder.recording / one[4]["response"]["body"]["file"]).exists()
            code, out, _ = folder.scrub()
            same("exit code", 0, code)
            for secret in SECRETS:
                assert not found(secret, folder.everything()), (delay, secret)
            # What was being written when it was killed is no part of the recording.
            same("files", ["bodies", "exchanges.jsonl"], sorted(entry.name for entry in folder.recording.iterdir()))


def test_no_recording_is_refused():
    with tempfile.TemporaryDirectory() as empty:
        for arguments in ([], ["--check"]):
            run = subprocess.run([PROGRAM, "scrub", empty, *arguments], capture_output=True, text=True, timeout=60,
                                 env={**os.environ, "XDG_DATA_HOME": empty + "/data"})
            same("exit code", 4, run.returncode)
            assert "is no recording" in run.stderr, run.stderr


if __name__ == "__main__":
    run_tests(globals())
