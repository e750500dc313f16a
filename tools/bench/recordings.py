"""Writes recordings as `phantomime record` does (src/phantomime/recording/log_line.hpp), long ones in seconds."""
import json
import pathlib
import random
import zlib

KINDS = 20
ROW_WORDS = ["new", "open", "closed", "pending", "resolved"]


def log_line(name, value):
    members = f'"{name}":' + json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "}"
    return f'{{"crc":"{zlib.crc32(members.encode()):08x}",{members}\n'


def instant(chance):
    return f"2026-0{chance.randint(1, 9)}-{chance.randint(10, 28)}T{chance.randint(10, 23)}:{chance.randint(10, 59)}:{chance.randint(10, 59)}.{chance.randint(0, 999999):06}Z"


def row(chance, kind):
    """A row as such APIs list them; its members depend on the kind, its values on chance."""
    made = {"id": chance.randint(1, 10 ** 6), "name": f"incident {chance.getrandbits(40):x}", "create_time": instant(chance),
            "update_time": instant(chance), "status": chance.choice(ROW_WORDS), "severity": chance.choice(["low", "medium", "high"]),
            "owner": None if chance.random() < 0.3 else f"user{chance.randint(1, 50)}", "count": chance.randint(0, 1000),
            "ratio": round(chance.random(), 4), "active": chance.random() < 0.5, "tags": [f"tag{chance.randint(1, 9)}" for _ in range(chance.randint(0, 3))],
            "source": {"ip": f"10.0.{chance.randint(0, 255)}.{chance.randint(0, 255)}", "uuid": f"{chance.getrandbits(128):032x}"}}
    made[f"detail_{kind}"] = "x" * chance.randint(20, 60)
    return made


def answer(chance, kind):
    """Some 5 KB of JSON."""
    rows = [row(chance, kind) for _ in range(12)]
    return json.dumps({"count": chance.randint(12, 500), "num_pages": chance.randint(1, 50), "data": rows})


def write_recording(folder, exchanges, seed, spoil=None):
    """`spoil(number, body)` may give another body. Gives the mean size of bodies."""
    chance = random.Random(seed)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    size = 0
    with open(folder / "exchanges.jsonl", "w", encoding="utf-8") as out:
        out.write(log_line("session", {"version": 1, "session": 1, "began": "2026-01-01T00:00:00.000000Z", "target": "https://api.example",
                                       "redacted": True, "key_id": "bench", "program": "phantomime bench"}))
        for number in range(1, exchanges + 1):
            kind = number % KINDS
            body = answer(chance, kind)
            if spoil:
                body = spoil(number, body)
            size += len(body)
            out.write(log_line("exchange", {
                "number": number, "session": 1, "connection": 1, "origin": "https://api.example", "began": "2026-01-01T00:00:00.000000Z",
                "since_start": number * 10 ** 6, "request_took": 1000, "first_byte": 200000, "took": 300000,
                "request": {"method": "GET", "target": f"/rest/kind{'abcdefghijklmnopqrstuvwxyz'[kind]}/{chance.randint(1, 10 ** 6)}?page={number}&page_size=12",
                            "headers": [["Host", "api.example"], ["Accept", "application/json"], ["Authorization", "Basic [redacted]"]]},
                "response": {"status": 200, "reason": "OK", "headers": [["Content-Type", "application/json"], ["Content-Length", str(len(body))], ["Server", "bench"]],
                             "body": {"size": len(body), "bytes": body}}}))
    return size / max(exchanges, 1)
