"""The same rows for both: models for Django, collections for us."""
import datetime
import json
import random
import sys

import django
from django.apps import AppConfig
from django.conf import settings


def configure(host):
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "oracle", "HOST": str(host)}},
        USE_TZ=True, TIME_ZONE="UTC", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", INSTALLED_APPS=[AppConfig("oracle", sys.modules[__name__])])  # without an app no reverse relations
    django.setup()


TEXTS = ["", "a", "A", "b", "running", "success", "Success", "FAILED", "äpfel", "ÄPFEL", "straße", "STRASSE", "λόγος", "ΛΌΓΟΣ",
         "ſ", "ı", "I", "i", "İ", "µ", "Μ", "\u212a", "k", "nai\u0308ve", "naïve", "日本", "😀", "100%", "a_b", "a\\b", "it's", 'say "hi"',
         "x,y", "[b]", "(c)", "null", "None", "True", "5", "05", "146", " lead", "trail ", "tab\there", "new\nline", "ab" * 20, "é", "É", "Ǆ", "ǅ", "ж", "Ж"]
INTEGERS = [0, 1, -1, 2, 4, 5, 10, 14, 46, 146, -5, 2**31, -2**31, 2**53 + 1, 2**63 - 1, -2**63]
NUMBERS = [0.0, 1.0, -1.5, 0.1, 0.5, 2.25, 1e10, 123456.789, 1e-5, -0.001, 3.0]
UTC = datetime.timezone.utc
INSTANTS = [datetime.datetime(*parts, tzinfo=UTC) for parts in [
    (2020, 1, 22, 19, 39, 43, 239000), (2019, 12, 4, 4, 38, 51, 703000), (2019, 12, 30), (2019, 12, 31, 23, 59, 59, 999999), (2020, 1, 1),
    (2020, 2, 29, 12), (2021, 1, 3, 0, 0, 1), (2021, 1, 4), (1969, 12, 31, 23, 30), (1970, 1, 1), (2020, 3, 31, 23, 59, 59), (2020, 4, 1, 0, 0, 0, 1),
    (2020, 6, 15, 7, 8, 9, 100000), (2020, 7, 5), (2020, 7, 6, 0, 5), (1, 1, 1, 1), (9999, 12, 31, 23, 59, 59, 999999), (1582, 10, 15, 1, 2, 3), (2400, 2, 29), (2022, 1, 1, 22, 30), (2022, 1, 2, 3, 4, 5, 60)]]

#: collection → fields: name → (type, nullable, relation, many)
FIELDS = {
    "role": {"name": ("text", False), "level": ("integer", True)},
    "user": {"username": ("text", True), "active": ("boolean", True), "age": ("integer", True), "score": ("number", True),
             "joined": ("instant", True), "roles": ("integer", True, "role", True)},
    "token": {"key": ("text", False), "user": ("integer", False, "user")},
    "container": {"name": ("text", False), "severity": ("text", True), "tenant": ("integer", False), "due_time": ("instant", True)},
    "run": {"status": ("text", True), "owner": ("integer", True, "user"), "container": ("integer", True, "container"), "size": ("integer", True),
            "ratio": ("number", True), "test_mode": ("boolean", True), "start_time": ("instant", True)},
}
REVERSE = {"user": [("token", "token", "user")]}
POOLS = {"text": TEXTS, "integer": INTEGERS, "number": NUMBERS, "boolean": [True, False], "instant": INSTANTS}


def make_models():
    """Model by collection, with tables made."""
    from django.db import connection, models
    kinds = {"text": models.TextField, "integer": models.BigIntegerField, "number": models.FloatField,
             "boolean": models.BooleanField, "instant": models.DateTimeField}
    made = {}
    for name, fields in FIELDS.items():
        members = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "oracle", "db_table": f"t_{name}"})}
        for field, (kind, nullable, *relation) in fields.items():
            if len(relation) == 2:
                members[field] = models.ManyToManyField(made[relation[0]])
            elif relation:
                members[field] = models.ForeignKey(made[relation[0]], null=nullable, on_delete=models.CASCADE)
            else:
                members[field] = kinds[kind](null=nullable)
        made[name] = type(name.capitalize(), (models.Model,), members)
    with connection.schema_editor() as editor:
        for model in made.values():
            editor.create_model(model)
    return made


def fill(models, draw: random.Random):
    """Rows into Django's tables; the same as our collections."""
    counts = {"role": 5, "user": 25, "token": 8, "container": 15, "run": 120}
    collections = []
    for name, fields in FIELDS.items():
        rows = []
        for number in range(1, counts[name] + 1):
            row = {"id": number}
            for field, (kind, nullable, *relation) in fields.items():
                if len(relation) == 2:
                    row[field] = sorted(draw.sample(range(1, counts[relation[0]] + 1), draw.randint(0, 3)))
                elif nullable and draw.random() < 0.15:
                    row[field] = None
                else:
                    row[field] = draw.randint(1, counts[relation[0]]) if relation else draw.choice(POOLS[kind])
            rows.append(row)
            insert(models[name], row, fields)
        collections.append({"name": name, "rows": [ours(row) for row in rows],
                            "fields": [{"name": "id", "type": "integer"}, *(field_of(*item) for item in fields.items())],
                            "reverse": [dict(zip(("name", "collection", "field"), one)) for one in REVERSE.get(name, [])]})
    return collections


def insert(model, row, fields):
    plain = {field + ("_id" if len(spec) == 3 else ""): row[field] for field, spec in fields.items() if len(spec) < 4}
    made = model.objects.create(id=row["id"], **plain)
    for field, spec in fields.items():
        if len(spec) == 4:
            getattr(made, field).set(row[field])


def field_of(name, spec):
    kind, _, *relation = spec
    field = {"name": name, "type": kind}
    if relation:
        field |= {"relation": relation[0], "many": len(relation) == 2}
    return field


def write_pack(folder, collections):
    """The same rows as a pack that `phantomime serve` plays: their lists at /NAME, with the default grammar."""
    pack = {"phantomime": 1, "collections": {}, "grammars": {"oracle": {"envelope": {
        "count": "{{ list.count }}", "num_pages": "{{ list.pages }}", "data": "{{ shown }}"}}}}
    (folder / "fixtures/rows").mkdir(parents=True)
    for one in collections:
        name = one["name"]
        members = {field["name"]: {"type": field["type"], "nullable": field["name"] != "id",
                                   **({"relation": field["relation"], "many": field["many"]} if "relation" in field else {})}
                   for field in one["fields"]}
        pack["collections"][name] = {"path": f"/{name}", "grammar": "oracle", "rows": f"rows/{name}.json", "fields": members, "operations": {"list": {}}}
        (folder / f"fixtures/rows/{name}.json").write_text(json.dumps(one["rows"]))
    (folder / "pack.yaml").write_text(json.dumps(pack, indent=1))


def ours(row):
    return {name: value.strftime("%4Y-%m-%dT%H:%M:%S.%fZ") if isinstance(value, datetime.datetime) else value for name, value in row.items()}
