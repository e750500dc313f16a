"""Running the documentation's own curl commands against `serve phantom-docs`."""
import os
import pathlib
import subprocess
import tempfile

from support import Server, parse, same


def answers(commands):
    """The body each command prints, the commands unchanged: a curl config maps localhost:443 to the server, and `<userid>` is 4."""
    with tempfile.TemporaryDirectory() as folder, Server("phantom-docs") as server:
        # What curl reads from a command's `https://localhost/...` is port 443; connect-to sends it where the server is.
        pathlib.Path(folder, ".curlrc").write_text(f'connect-to = "localhost:443:127.0.0.1:{server.port("https")}"\nsilent\nshow-error\n')
        environment = {**os.environ, "CURL_HOME": folder, "HOME": folder, "no_proxy": "*"}
        return [subprocess.run(["bash", "-c", command.replace("<userid>", "4")], check=True, capture_output=True, text=True,
                               env=environment).stdout for command in commands]


def compare(commands, names, bodies):
    """Every command's answer is JSON-equal to its body, numbers spelled the same."""
    for command, name, answer in zip(commands, names, answers(commands), strict=True):
        same(f"{command}\n({name})", parse(bodies[name]), parse(answer))
