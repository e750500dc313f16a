"""Random queries, each in both languages: Django's keyword arguments and a query string as clients write it."""
import datetime
import json
import urllib.parse

from models import FIELDS, INSTANTS, POOLS, REVERSE

TEXT_OPERATORS = ["iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "regex", "iregex"]
ORDER_OPERATORS = ["gt", "gte", "lt", "lte"]
PARTS = {"year": (1960, 2025), "iso_year": (2018, 2022), "quarter": (1, 4), "month": (1, 12), "week": (1, 53), "day": (1, 31),
         "week_day": (1, 7), "iso_week_day": (1, 7), "hour": (0, 23), "minute": (0, 59), "date": None, "time": None}
EXPRESSIONS = ["^a", "a$", "^$", ".", "s+", "[a-f]+", "(run|fail)", "^.{2}$", "\\d", "\\d+$", "5", "\\.", "b*", "^[^a]", "cc?"]

# What differs on purpose: generated nowhere, so that the comparison stays exact.
INTENDED = """
- regular expressions: RE2 here, POSIX with PostgreSQL's escapes there; only what both say alike is asked (EXPRESSIONS), and iregex
  folds case by Unicode here (s and k have a third form each) and by the locale there: asked without s and k
- `second`: whole seconds here as in Django since 4.1; Django 3.2 on PostgreSQL compares with the fraction
- `iso_year` compared for order or equality: Django before 4.0 takes the calendar's year (its ticket 32206); asked by in and range only
- `__in` repeated is one list here, as Phantom's own client means it; in Django both must hold
- booleans are Python's True and False only
- rows that match over a relation to many come once here, once for each match in Django
- texts of floating-point numbers are not asked for: the spelling of exponents is PostgreSQL's own
""".strip()


def spelled_text(value, draw, in_list=False):
    styles = ["single", "double"]
    bare = value and value == value.strip() and value not in ("None", "null") and value[0] not in "'\"" and not in_list
    style = draw.choice(styles + ["bare"] * bool(bare))
    if style == "single":
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
        return f"'{escaped}'"
    return json.dumps(value, ensure_ascii=draw.random() < 0.5) if style == "double" else value


def spelled(value, draw, in_list=False):
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return spelled_text(value, draw, in_list)
    if isinstance(value, datetime.datetime):
        zone = datetime.timezone(datetime.timedelta(hours=draw.choice([0, 0, 1, -7, 5.5]))) if 1 < value.year < 9999 else value.tzinfo
        value = value.astimezone(zone).isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        value = value.isoformat()
    text = repr(value) if isinstance(value, (int, float)) else value
    return draw.choice([text, f'"{text}"', f"'{text}'"])


def spelled_list(values, draw):
    blank = draw.choice(["", " "])
    opening, closing = draw.choice(["[]", "()"])
    return opening + ("," + blank).join(spelled(value, draw, True) for value in values) + closing


def encoded(text, draw):
    if draw.random() < 0.3 and not set(text) & set("&+%#;= \n\t"):
        return text  # raw, as some clients send it
    return urllib.parse.quote(text, safe="") if draw.random() < 0.7 else urllib.parse.quote_plus(text)


def member(collection, draw):
    """A random path: its words, type, and whether it crosses a relation to many."""
    words, here, many = [], collection, False
    while True:
        choices = list(FIELDS[here].items()) + [("id", ("integer", False))]
        reverse = REVERSE.get(here, [])
        if reverse and draw.random() < 0.1:
            words.append(reverse[0][0])
            here, many = reverse[0][1], True
            continue
        name, spec = draw.choice(choices)
        if len(spec) > 2 and len(words) < 3 and draw.random() < 0.7:
            words.append(name)
            here, many = spec[2], many or len(spec) == 4
            continue
        return words + [name], "relation" if len(spec) > 2 else spec[0], many or len(spec) == 4


def value_for(kind, draw):
    return draw.randint(1, 20) if kind == "relation" else draw.choice(POOLS[kind])


def piece_of_text(draw):
    text = draw.choice(POOLS["text"])
    begin = draw.randint(0, len(text))
    return text[begin:draw.randint(begin, len(text))] if draw.random() < 0.7 else text


def comparison(kind, op, draw):
    """A random value for an operator on values of a kind: for Django, and spelled."""
    if op == "in":
        values = [value_for(kind, draw) for _ in range(draw.randint(0, 4))]
        return values, spelled_list(values, draw)
    if op == "range":
        values = sorted((value_for(kind, draw) for _ in range(2)), reverse=draw.random() < 0.1)
        return values, spelled_list(values, draw)
    if op == "isnull":
        value = draw.random() < 0.5
        return value, str(value)
    value = value_for(kind, draw)
    return value, spelled(value, draw)


def textual(kind, op, draw):
    if op in ("regex", "iregex"):
        value = draw.choice(EXPRESSIONS)
    elif kind == "text":
        value = piece_of_text(draw)
    elif kind == "boolean":
        value = draw.choice(["t", "true", "fal", "E", "x"])
    elif kind == "instant":
        value = draw.choice(["2020", "+00", "-12-", " 19:39", "43.239", "00:00:00+", "T", "99"])
    else:
        value = str(draw.choice([1, 4, 46, 5, -1, 0, 214]))
    return value, spelled_text(value, draw)


def part_comparison(part, op, draw):
    def one():
        if part == "date":
            return draw.choice(INSTANTS).date()
        if part == "time":
            return draw.choice(INSTANTS).time()
        return draw.randint(*PARTS[part])
    if op in ("in", "range"):
        values = sorted(one() for _ in range(2 if op == "range" else draw.randint(1, 4)))
        return values, spelled_list(values, draw)
    value = one()
    return value, spelled(value, draw)


def operators(kind):
    if kind == "relation":
        return ["exact", "in", "isnull"]
    if kind == "boolean":
        return ["exact", "in", "isnull", "contains", "icontains", "startswith"]
    both = ["exact", "in", "range", "isnull", *ORDER_OPERATORS]
    return both if kind == "number" else both + TEXT_OPERATORS


def condition(collection, draw):
    """One filter: (excluded, Django's keyword, its value, our parameter), or None where it cannot be asked alike."""
    words, kind, _ = member(collection, draw)
    name = "__".join(words)
    if kind == "instant" and draw.random() < 0.5:
        part = draw.choice(list(PARTS))
        op = draw.choice(["in", "range"] if part == "iso_year" else ["exact", "in", "range", *ORDER_OPERATORS])
        value, raw = part_comparison(part, op, draw)
        name += "__" + part
    else:
        op = draw.choice(operators(kind))
        value, raw = textual(kind, op, draw) if op in TEXT_OPERATORS else comparison(kind, op, draw)
    key = name if op == "exact" and draw.random() < 0.7 else f"{name}__{op}"
    if op == "iregex" and set(value) & set("sk"):
        return None
    excluded = draw.random() < 0.3
    prefix = "_exclude_" if excluded else "_filter_"
    return excluded, key, value, f"{prefix}{key}={encoded(raw, draw)}"


def sortable(collection, draw):
    for _ in range(20):
        words, kind, many = member(collection, draw)
        if not many and kind != "relation":
            return "__".join(words)
    return "id"


#: What neither side understands: Django's keyword, its value, our value as spelled.
MISTAKES = [("nosuch", 1, "1"), ("nosuch__in", [1], "[1]"), ("id__nosuch", 1, "1"), ("id", "x", '"x"'), ("id__gt", "x", '"x"'),
            ("id__in", [1, "x"], '[1,"x"]'), ("container__nosuch", 1, "1"), ("owner__roles__nosuch", 1, "1"), ("start_time", "noon", '"noon"'),
            ("start_time__year", "x", '"x"'), ("size", "1x", '"1x"'), ("ratio__lt", "much", '"much"')]


def mistake(draw):
    """A query on runs with one mistake, beside conditions that are right."""
    asked = query(draw)
    while asked["collection"] != "run":
        asked = query(draw)
    key, value, raw = draw.choice(MISTAKES)
    excluded = draw.random() < 0.3
    parameter = ("_exclude_" if excluded else "_filter_") + f"{key}={urllib.parse.quote(raw)}"
    return {**asked, "conditions": asked["conditions"] + [(excluded, key, value, parameter)], "query": asked["query"] + "&" + parameter}


def query(draw):
    collection = draw.choice(["run", "run", "run", "user", "container", "token"])
    conditions = [one for one in (condition(collection, draw) for _ in range(draw.choice([1, 1, 1, 2, 3]))) if one]
    lists = [one[1] for one in conditions if one[1].endswith("__in")]
    conditions = [one for one in conditions if lists.count(one[1]) < 2]
    parameters = [one[3] for one in conditions]
    sort, descending = None, False
    if draw.random() < 0.4:
        sort, descending = sortable(collection, draw), draw.random() < 0.5
        parameters.append(f"sort={sort}")
        if descending or draw.random() < 0.5:
            parameters.append("order=" + ("desc" if descending else "asc"))
    page_size = draw.choice([0, 0, 1, 3, 10])
    page = draw.choice([0, 0, 1, 2])
    parameters += [f"page_size={page_size}", f"page={page}"]
    draw.shuffle(parameters)
    return {"collection": collection, "conditions": conditions, "sort": sort, "descending": descending, "page_size": page_size, "page": page,
            "query": "&".join(parameters)}
