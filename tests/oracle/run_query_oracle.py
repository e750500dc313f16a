"""The query grammar against an oracle: the same rows in PostgreSQL behind Django and in a pack that is served, the same questions to both.

We are asked over HTTP, as clients ask, and by the driver, which has the grammar without anything around it.

    run_query_oracle.py [--seed N] [--queries N]

Any difference fails, with the seed and the query. What differs on purpose is listed in queries.py (INTENDED).
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse

SKIPPED = 77
DRIVER = pathlib.Path(os.environ.get("PHANTOMIME_BUILD_DIR", "build/dev")) / "tests/phantomime_query_driver"

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "python")]
import postgres  # noqa: E402

try:
    import django  # noqa: F401
    import psycopg2  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}; apt-get install python3-django python3-psycopg2")
    raise SystemExit(SKIPPED)
if not postgres.programs():
    print("skipped: no PostgreSQL; apt-get install postgresql")
    raise SystemExit(SKIPPED)

import models  # noqa: E402
import queries  # noqa: E402
from django.core.exceptions import FieldError, ValidationError  # noqa: E402
from support import Server  # noqa: E402

ERROR = {"error": True}


def by_django(model, query):
    try:
        return asked_of_django(model, query)
    except (FieldError, ValidationError, ValueError):
        return ERROR


def asked_of_django(model, query):
    rows = model.objects.all()
    for excluded, key, value, _ in query["conditions"]:
        rows = rows.exclude(**{key: value}) if excluded else rows.filter(**{key: value})
    order = [("-" if query["descending"] else "") + query["sort"]] if query["sort"] else []
    ids = list(dict.fromkeys(rows.order_by(*order, "id").values_list("id", flat=True)))
    size, page = query["page_size"], query["page"]
    pages = -(-len(ids) // size) if size else min(1, len(ids))
    shown = ids[page * size:(page + 1) * size] if size else (ids if page == 0 else [])
    return {"count": len(ids), "num_pages": pages, "ids": shown}


def by_driver(collections, asked):
    lines = [json.dumps(collections), *(json.dumps({"collection": one["collection"], "query": one["query"]}) for one in asked)]
    told = subprocess.run([DRIVER], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
    return [ERROR if "error" in answer else answer for answer in map(json.loads, told)]


def over_http(collections, asked):
    with tempfile.TemporaryDirectory(prefix="phantomime-oracle-") as folder:
        models.write_pack(pathlib.Path(folder), collections)
        with Server(folder, "--no-tls", "--quiet") as server:
            connection = http.client.HTTPConnection("127.0.0.1", server.port("http"), timeout=20)
            answers = [one_over_http(connection, query) for query in asked]
            connection.close()
    return answers


def one_over_http(connection, query):
    # What is not ASCII cannot stand in a request line; the rest is sent as it was spelled.
    connection.request("GET", f"/{query['collection']}?" + urllib.parse.quote(query["query"], safe="".join(map(chr, range(0x21, 0x7f)))))
    answer = connection.getresponse()
    body = json.loads(answer.read())
    if answer.status == 400:
        return ERROR
    assert answer.status == 200, (query["query"], answer.status, body)
    return {"count": body["count"], "num_pages": body["num_pages"], "ids": [row["id"] for row in body["data"]]}


def timed(name, answers):
    """The answers, and how long they took on standard output."""
    began = time.monotonic()
    result = answers()
    print(f"{name}: {len(result)} answers in {time.monotonic() - began:.1f} s")
    return result


def compare(arguments):
    draw = random.Random(arguments.seed)
    made = models.make_models()
    collections = models.fill(made, draw)
    asked = [queries.query(draw) for _ in range(arguments.queries)]
    mistaken = [queries.mistake(draw) for _ in range(arguments.queries // 20)]
    asked += mistaken
    expected = timed("Django", lambda: [by_django(made[query["collection"]], query) for query in asked])
    # An error that both sides find in a sound query would be no comparison.
    errors = [query for query, answer in zip(asked, expected, strict=True) if answer == ERROR]
    assert errors == mistaken, [query["query"] for query in errors if query not in mistaken] or "Django takes mistakes"
    told = {"driver": timed("driver", lambda: by_driver(collections, asked)), "HTTP": timed("HTTP", lambda: over_http(collections, asked))}
    different = []
    for number, query in enumerate(asked):
        for name, answers in told.items():
            if expected[number] != answers[number]:
                different.append(f"{query['collection']}?{query['query']}\n  conditions {query['conditions']}\n  Django {expected[number]}\n  {name} {answers[number]}")
    return asked, different


def coverage(asked):
    """How often each operator was asked: one that never was tests nothing."""
    words = {}
    for query in asked:
        for _, key, _, _ in query["conditions"]:
            word = key.rsplit("__", 1)[-1]
            words[word] = words.get(word, 0) + 1
    never = [word for word in [*queries.TEXT_OPERATORS, *queries.ORDER_OPERATORS, "in", "range", "isnull"] if not words.get(word)]
    assert not never, f"never asked: {never}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=4000)
    arguments = parser.parse_args()
    with postgres.Postgres() as server:
        models.configure(server.folder)
        asked, different = compare(arguments)
        django.db.connection.close()
    coverage(asked)
    for text in different[:10]:
        print(text)
    print(f"oracle: {len(asked)} queries with seed {arguments.seed}, {arguments.queries // 20} of them mistaken, {len(different)} different")
    print("not asked, since they differ on purpose:\n" + queries.INTENDED)
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
