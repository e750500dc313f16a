"""A PostgreSQL of its own for one test: in a temporary folder, on a Unix socket, as an unprivileged user."""
import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

USER = "nobody"


def programs():
    """The folder of the newest server's programs, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    return pathlib.Path(found[-1]).parent if found else None


class Postgres:
    """Started on entering, stopped and removed on leaving, whatever happened between."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="phantomime-pg-"))  # short: a socket's path has 107 bytes
        self.as_user = []
        if os.geteuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        data = self.folder / "data"
        self.run("initdb", "-D", data, "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--username=oracle", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        try:
            self.run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")
        except subprocess.CalledProcessError:
            print((self.folder / "log").read_text())
            raise
        return self

    def __exit__(self, *_):
        try:
            self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program, *arguments):
        command = [*self.as_user, str(programs() / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)
