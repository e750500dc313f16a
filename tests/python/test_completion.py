"""The manual page renders without a warning, and shells complete with what the program makes for them."""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import tempfile

from support import PROGRAM, run_tests, same


def made(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout


def checked(*command, **options):
    """What a command says, which must say nothing on standard error and end well."""
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    assert result.returncode == 0 and not result.stderr, f"{command}: {result.returncode}\n{result.stderr}{result.stdout}"
    return result.stdout


class Folder:
    """A folder with two files, a folder and every script."""

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temporary.name)
        for shell in ("bash", "zsh", "fish"):
            (self.path / f"scripts-{shell}").write_text(made("completion", shell))
        (self.path / "here").mkdir()
        (self.path / "here" / "orders.yaml").write_text("")
        (self.path / "here" / "my pack.yaml").write_text("")
        (self.path / "here" / "folder").mkdir()
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def script(self, shell):
        return str(self.path / f"scripts-{shell}")

    def bash(self, *words):
        """What bash offers with the cursor at the end of the last word."""
        driver = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _phantomime; printf "%s\\n" "${COMPREPLY[@]}"'
        out = checked("bash", "-c", driver, "bash", self.script("bash"), "phantomime", *words, cwd=self.path / "here")
        return sorted(filter(None, out.split("\n")))

    def fish(self, line):
        """What fish offers at the end of the line."""
        environment = {**os.environ, "HOME": str(self.path), "XDG_CONFIG_HOME": str(self.path), "XDG_DATA_HOME": str(self.path)}
        driver = f"source {self.script('fish')}; complete -C {json.dumps(line)}"
        out = checked("fish", "--no-config", "-c", driver, cwd=self.path / "here", env=environment)
        return sorted(offer.split("\t")[0] for offer in filter(None, out.split("\n")))

    def zsh(self, line):
        """What zsh makes of a line when Tab is pressed at its end: an interactive one, on a terminal."""
        (self.path / "rc").write_text(f"""
            autoload -U compinit; compinit -D -u; source {self.script("zsh")}
            finish() {{ print -r -- "$BUFFER" >{self.path}/line; BUFFER=exit; zle accept-line }}
            zle -N finish; bindkey '^G' finish; bindkey '^I' complete-word
            cd {self.path}/here
            """)
        child, terminal = pty.fork()
        if child == 0:
            os.execvpe("timeout", ["timeout", "--foreground", "60", "zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "HOME": str(self.path)})
        os.write(terminal, f"source {self.path}/rc\n{line}\t\a".encode())
        try:
            while os.read(terminal, 4096):
                pass
        except OSError:  # how Linux says that the other end is closed
            pass
        os.waitpid(child, 0)
        os.close(terminal)
        return (self.path / "line").read_text().rstrip("\n")


def test_the_manual_page_renders():
    page = made("man")
    if not shutil.which("man") or not shutil.which("groff"):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".1") as file:
        file.write(page)
        file.flush()
        text = checked("man", "--warnings", "-l", file.name, env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"})
    for wanted in ("phantomime serve [OPTIONS] [PACK...]", "--https-port N", "Example: phantomime explain phantom-docs 'POST", "Exit codes: 0 all well"):
        assert wanted in text, f"{wanted!r} is not in\n{text}"


def test_the_manual_page_tells_every_command_and_option_of_the_help():
    page = made("man").replace("\\-", "-")
    commands = [line.split()[0] for line in made("--help").split("Subcommands:")[1].split("\n\n")[0].splitlines() if line.strip()]
    assert "serve" in commands and "man" in commands, commands
    for command in commands:
        for word in made(command, "--help").split():
            if word.startswith("--") and word[2:].isalpha():
                assert word in page, f"{command} {word}"


def test_each_shell_accepts_its_script():
    with Folder() as folder:
        checked("bash", "-n", folder.script("bash"))
        if shutil.which("zsh"):
            checked("zsh", "-f", "-n", folder.script("zsh"))
            # Sourced it registers itself; the completion system finds it by its first line.
            out = checked("zsh", "-f", "-c", 'autoload -U compinit; compinit -D -u; source "$1"; print $_comps[phantomime]', "zsh", folder.script("zsh"))
            same("zsh", "_phantomime\n", out)
        if shutil.which("fish"):
            checked("fish", "--no-config", "--no-execute", folder.script("fish"))


def test_bash_completes():
    with Folder() as folder:
        assert {"serve", "lint", "explain", "--help"} <= set(folder.bash("")), folder.bash("")
        same("a command", ["serve"], folder.bash("ser"))
        same("an option", ["--log"], folder.bash("serve", "--lo"))
        same("a closed list", ["json", "text"], folder.bash("serve", "--log", ""))
        same("its beginning", ["json"], folder.bash("serve", "--log", "j"))
        same("after an equals sign", ["json", "text"], folder.bash("serve", "--log", "="))
        same("and there its beginning", ["text"], folder.bash("serve", "--log", "=", "t"))
        same("packs and files", ["phantom", "phantom-docs"], folder.bash("serve", "pha"))
        same("files", ["orders.yaml"], folder.bash("serve", "--quiet", "o"))
        same("a file with a space", ["my pack.yaml"], folder.bash("lint", "m"))
        same("folders alone", ["folder"], folder.bash("serve", "--journal", ""))
        same("files of an option", ["folder", "my pack.yaml", "orders.yaml"], folder.bash("serve", "--tls-cert", ""))
        same("profiles", ["4.10", "4.5"], folder.bash("serve", "--profile", "4."))
        same("what may be anything", [], folder.bash("serve", "--port", ""))
        same("only the first argument is a pack", [], folder.bash("explain", "phantom", "p"))
        same("values of options are no arguments", ["phantom", "phantom-docs"], folder.bash("explain", "-u", "a:b", "phantom"))
        same("shells", ["bash", "fish", "zsh"], folder.bash("completion", ""))
        same("nothing of an unknown command", [], folder.bash("sing", ""))


def test_fish_completes():
    if not shutil.which("fish"):
        return
    with Folder() as folder:
        same("a command", ["serve"], folder.fish("phantomime ser"))
        same("an option", ["--log"], folder.fish("phantomime serve --lo"))
        same("a closed list", ["json", "text"], folder.fish("phantomime serve --log "))
        same("packs and files", ["folder/", "my pack.yaml", "orders.yaml", "phantom", "phantom-docs"], folder.fish("phantomime serve "))
        same("shells", ["bash", "fish", "zsh"], folder.fish("phantomime completion "))


def test_zsh_completes():
    if not shutil.which("zsh"):
        return
    with Folder() as folder:
        same("a command", "phantomime serve ", folder.zsh("phantomime ser"))
        same("an option with a value", "phantomime serve --log=", folder.zsh("phantomime serve --lo"))
        same("a closed list", "phantomime serve --log json ", folder.zsh("phantomime serve --log j"))
        same("the same after an equals sign", "phantomime serve --log=json ", folder.zsh("phantomime serve --log=j"))
        same("packs", "phantomime lint phantom-docs ", folder.zsh("phantomime lint phantom-"))
        same("files", "phantomime serve --quiet orders.yaml ", folder.zsh("phantomime serve --quiet o"))
        same("folders", "phantomime serve --journal folder/", folder.zsh("phantomime serve --journal f"))
        same("shells", "phantomime completion bash ", folder.zsh("phantomime completion b"))


if __name__ == "__main__":
    run_tests(globals())
