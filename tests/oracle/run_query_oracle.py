"""The query grammar against an oracle: the same rows in PostgreSQL behind Django, the same questions to both.

    run_query_oracle.py [--seed N] [--queries N]

Any difference fails, with the seed and the query. What differs on purpose is listed in queries.py (INTENDED).
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys

SKIPPED = 77
DRIVER = pathlib.Path(os.environ.get("PHANTOMIME_BUILD_DIR", "build/dev")) / "tests/phantomime_query_driver"

sys.path.insert(0, str(pathlib.Path(__file__).parent))
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


def by_django(model, query):
    rows = model.objects.all()
    for excluded, key, value, _ in query["conditions"]:
        rows = rows.exclude(**{key: value}) if excluded else rows.filter(**{key: value})
    order = [("-" if query["descending"] else "") + query["sort"]] if query["sort"] else []
    ids = list(dict.fromkeys(rows.order_by(*order, "id").values_list("id", flat=True)))
    size, page = query["page_size"], query["page"]
    pages = -(-len(ids) // size) if size else min(1, len(ids))
    shown = ids[page * size:(page + 1) * size] if size else (ids if page == 0 else [])
    return {"count": len(ids), "num_pages": pages, "ids": shown}


def compare(arguments):
    draw = random.Random(arguments.seed)
    made = models.make_models()
    collections = models.fill(made, draw)
    asked = [queries.query(draw) for _ in range(arguments.queries)]
    lines = [json.dumps(collections), *(json.dumps({"collection": one["collection"], "query": one["query"]}) for one in asked)]
    told = subprocess.run([DRIVER], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
    different = []
    for query, line in zip(asked, told, strict=True):
        expected, actual = by_django(made[query["collection"]], query), json.loads(line)
        if expected != actual:
            different.append(f"{query['collection']}?{query['query']}\n  conditions {query['conditions']}\n  Django {expected}\n  ours   {actual}")
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
    print(f"oracle: {len(asked)} queries with seed {arguments.seed}, {len(different)} different")
    print("not asked, since they differ on purpose:\n" + queries.INTENDED)
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
