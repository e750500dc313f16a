"""Takes the example commands and bodies out of the text of a documentation page."""
import pathlib
import re

PAGES = {  # page → the names of the bodies it prints, in order
    "000_803c312f59dd2645.txt": ["playbook_run/run", "playbook_run/status_46", "playbook_run/cancel", "playbook_run/cancel_error"],
    "001_2a9a5bbcea252976.txt": ["approval/list", "approval/one", "approval/detail_approvals", "approval/detail_prompts",
                                 "approval/detail_manual_tasks", "approval/detail_action_reviews"],
    "003_02da8647b971584c.txt": ["ph_user/create", "ph_user/list", "ph_user/one", "ph_user/token"],
}


def commands(text):
    """The curl commands in order, each as it stands, continuation lines included."""
    lines, found = text.split("\n"), []
    while lines:
        line = lines.pop(0)
        if not line.startswith("curl "):
            continue
        command = [line]
        if line.endswith("\\"):
            while not command[-1].endswith("'"):
                command.append(lines.pop(0))
        found.append("\n".join(command))
    return found


def bodies(text):
    """The JSON bodies in order, each as printed: from a line that is `{` to the brace that closes it."""
    found, at = [], 0
    while match := re.compile(r"^\{$", re.MULTILINE).search(text, at):
        depth, in_string, i = 0, False, match.start()
        while True:
            c = text[i]
            if in_string:
                if c == "\\":
                    i += 1
                elif c == '"':
                    in_string = False
            elif c == '"':
                in_string = True
            elif c in "{[":
                depth += 1
            elif c in "}]":
                depth -= 1
                if depth == 0:
                    break
            i += 1
        found.append(text[match.start():i + 1])
        at = i + 1
    return found


def read(folder):
    """(commands in page order, {body name: text}) of all pages."""
    all_commands, all_bodies = [], {}
    for page, names in PAGES.items():
        text = (pathlib.Path(folder) / page).read_text(encoding="utf-8")
        all_commands += commands(text)
        printed = bodies(text)
        assert len(printed) == len(names), f"{page}: {len(printed)} bodies, expected {len(names)}"
        all_bodies.update(zip(names, printed))
    return all_commands, all_bodies
