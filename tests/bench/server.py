# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hypervisor for tests: real libvirt daemons in namespaces of their own, gone without a trace when it is stopped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench import cgroups, daemons, environments, machine, paths, playbook, snapshot
from bench.bindings import libvirt

INIT = Path(__file__).with_name("init.py")
CALL = Path(__file__).with_name("call.py")
FORKS = Path(__file__).with_name("forks.py")
COMPILED = Path(__file__).with_name("compiled")
SYSTEM_PYTHON = "/usr/bin/python3"
UNSHARE = ["unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]

# Emulated guests in a namespace, run by root: no driver of the machine's own kernel takes part.
QEMU_CONF = """\
user = "root"
group = "root"
security_driver = "none"
namespaces = []
cgroup_controllers = [{controllers}]
remember_owner = 0
"""

DAEMON_CONF = """\
auth_unix_rw = "none"
auth_unix_ro = "none"
unix_sock_rw_perms = "0700"
host_uuid = "{uuid}"
log_outputs = "2:file:/var/log/libvirt/{name}.log"
"""


class ModuleFailed(AssertionError):
    """A module failed, and the test had not expected it."""

    def __init__(self, name: str, result: dict[str, Any]) -> None:
        super().__init__(f"{name}: {result.get('msg')}\n{json.dumps(result, indent=1, default=str)}")
        self.result = result


def module_name(name: str) -> str:
    return name if "." in name else f"ansible_collections.anvil.hypervisor.plugins.modules.{name}"


def request(arguments: dict[str, Any], **special: Any) -> str:
    """What Ansible hands to a module."""
    return json.dumps({"ANSIBLE_MODULE_ARGS": {**arguments, **{f"_ansible_{key}": value for key, value in special.items()}}})


class Server:
    """One bench server. `Server(name).start()`, or better the fixtures `server` and `clean_server`.

    `storage` is a folder that has the same path inside and outside; keep the files of pools and disks there. Where `tuned`
    is true, guests are in control groups, so that what they get of the host can be limited.
    """

    def __init__(self, name: str = "bench", *, tuned: bool = False, language: str = "", compiled: bool = True) -> None:
        """`language`: a locale such as de_DE.UTF-8, in which the daemons speak (package libvirt-l10n).

        `compiled`: whether what Ansible sends is compiled once for all tasks, not at each task as on other hosts.
        """
        self.name, self.language, self.compiled = name, language, compiled
        self.kind = daemons.selected()
        self.groups = cgroups.Groups(f"{machine.FOLDER_PREFIX}{name}") if tuned else None
        # Short: a path of a Unix socket has 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix=machine.FOLDER_PREFIX, dir="/var/tmp"))
        self.storage = self.folder / "storage"
        self.tmp = self.folder / "tmp"  # inside it is /tmp
        self.shell = self.folder / "sh"
        self.socket = self.folder / "run/libvirt/libvirt-sock"
        self.uri = f"qemu+unix:///system?socket={self.socket}"  # from outside; inside it is qemu:///system
        self.pid = 0
        self._leader: subprocess.Popen | None = None
        self._forks: dict[Path, subprocess.Popen] = {}  # by the socket that each listens on

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> Server:
        self._furnish()
        init = [SYSTEM_PYTHON, str(INIT), str(self.folder), self.name, ":".join(self.kind.programs())]
        # setpriv: were pytest killed, the server would go with it.
        command = ["setpriv", "--pdeathsig", "KILL", *UNSHARE, *init]
        if self.groups:
            self.groups.make()
            command = self.groups.joining(*command[:4], "--cgroup", *command[4:], *self.groups.folders)
        with (self.folder / "init.log").open("wb") as log:
            self._leader = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=self._environment(),
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Kill the first process of the namespaces; the kernel takes all the rest away."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        if self._leader:
            if not self.pid:
                self._leader.kill()
            self._leader.wait(timeout=30)
        for process in self._forks.values():
            process.wait(timeout=30)
        self.pid, self._leader, self._forks = 0, None, {}
        if self.groups:
            self.groups.remove()
        shutil.rmtree(self.folder)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _environment(self) -> dict[str, str]:
        """Of the first process and of the daemons. The locale is compiled here, since the machine need not have it."""
        if not self.language:
            return {**os.environ, "LC_ALL": "C.UTF-8"}
        locales = self.folder / "locales"
        locales.mkdir()
        name, _dot, charset = self.language.partition(".")
        subprocess.run(["localedef", "-i", name, "-f", charset, str(locales / self.language)], check=True, capture_output=True)
        return {**os.environ, "LC_ALL": self.language, "LOCPATH": str(locales)}

    def _furnish(self) -> None:
        for part in ("run/lock", "run/libvirt", "etc", "lib", "own", "log/qemu", "cache/qemu", "storage", "tmp"):
            (self.folder / part).mkdir(parents=True)
        self.tmp.chmod(0o1777)
        # The objects and settings of the machine are not copied: a server begins as its packages leave it.
        (self.folder / "etc/qemu").mkdir()
        shutil.copytree(snapshot.PACKAGED_FILTERS, self.folder / "etc/nwfilter")
        for file in Path("/etc/libvirt").glob("*.conf"):
            (self.folder / "etc" / file.name).touch()
        identity = uuid.uuid5(uuid.NAMESPACE_DNS, self.name)
        controllers = ", ".join(f'"{controller}"' for controller in cgroups.CONTROLLERS) if self.groups else ""
        (self.folder / "etc/qemu.conf").write_text(QEMU_CONF.format(controllers=controllers), encoding="utf-8")
        for name in self.kind.names:
            (self.folder / f"etc/{name}.conf").write_text(DAEMON_CONF.format(uuid=identity, name=name), encoding="utf-8")
        if self.kind.capabilities().exists():  # spares 1.5 s of probing QEMU
            shutil.copytree(self.kind.capabilities(), self.folder / "cache/qemu/capabilities")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._leader.poll() is not None:
                break
            self.pid = self.pid or self._first_child()
            if self.pid and self.socket.exists() and self._answers():
                machine.register(self.pid)
                compiled = ("env", f"PYTHONPATH={COMPILED}", f"BENCH_COMPILED={paths.compiled()}") if self.compiled else ()
                shell = self._enter(*compiled, "/bin/sh", '"$@"')
                self.shell.write_text(f"#!/bin/sh\nexec {' '.join(shell)}\n", "utf-8")
                self.shell.chmod(0o755)
                return
            time.sleep(0.02)
        log = (self.folder / "init.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"The bench server {self.name} did not come up:\n{log}")

    def _first_child(self) -> int:
        children = Path(f"/proc/{self._leader.pid}/task/{self._leader.pid}/children").read_text("ascii").split()
        return int(children[0]) if children else 0

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except libvirt.libvirtError:
            return False
        return True

    # -- the daemon that clients of qemu:///system speak to -------------------------------------------------------

    def daemon_pid(self) -> int:
        """The daemon's process, as this machine numbers it; 0 when it does not run."""
        done = self.run("pgrep", "--exact", self.kind.main, check=False)
        inner = done.stdout.split()
        for status in Path("/proc").glob("[0-9]*/status") if inner else ():
            with suppress(OSError):  # the process is gone
                lines = dict(line.split(":\t", 1) for line in status.read_text("utf-8").splitlines() if ":\t" in line)
                numbers = lines["NSpid"].split()
                if len(numbers) > 1 and numbers[-1] in inner and self._is_here(status.parent):
                    return int(numbers[0])
        return 0

    def _is_here(self, process: Path) -> bool:
        return os.readlink(process / "ns/pid") == os.readlink(f"/proc/{self.pid}/ns/pid")

    def stop_daemon(self, sig: int = signal.SIGTERM) -> None:
        pid = self.daemon_pid()
        os.kill(pid, sig)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.02)

    def start_daemon(self) -> None:
        self.run(self.kind.program(self.kind.main), "--daemon")

    def connect(self) -> Any:
        """A libvirt connection from the test itself."""
        return libvirt.open(self.uri)

    # -- work inside --------------------------------------------------------------------------------------------

    def _enter(self, *command: str) -> list[str]:
        return ["nsenter", f"--target={self.pid}", "--mount", "--uts", "--ipc", "--net", "--pid", *self._cgroup(), "--", *command]

    def _cgroup(self) -> list[str]:
        return ["--cgroup"] if self.groups else []

    def popen(self, *command: str, **options: Any) -> subprocess.Popen:
        return subprocess.Popen(self._enter(*command), **options)

    def run(self, *command: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess:
        """Run a program in the server, its output as text."""
        done = subprocess.run(self._enter(*command), capture_output=True, text=True, check=False, **options)
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def virsh(self, *arguments: str, check: bool = True) -> str:
        return self.run("virsh", "--quiet", *arguments, check=check).stdout

    def module_process(self, name: str, arguments: dict[str, Any], **special: Any) -> subprocess.Popen:
        """Start a module and leave it to the caller: `communicate()`, or a signal.

        A name with dots is any importable module: "ansible.modules.stat".
        """
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = self._python(CALL, module_name(name), text=True, **pipes)
        try:
            process.stdin.write(request(arguments, **special))
            process.stdin.flush()
        except BrokenPipeError:
            pass  # communicate() tells why it died
        return process

    def _python(self, script: Path, *arguments: str, **options: Any) -> subprocess.Popen:
        library = environments.selected().library()
        return self.popen("env", f"PYTHONPATH={library}", SYSTEM_PYTHON, str(script), *arguments, **options)

    def script(self, script: Path, *arguments: str, given: str) -> subprocess.CompletedProcess:
        """Run a script to its end, as `module_process` would, in a fork of a Python that has loaded what modules load."""
        door = self.folder / f"forks-{environments.selected().name}"
        if door not in self._forks:
            with (self.folder / "forks.log").open("ab") as log:
                self._forks[door] = self._python(FORKS, str(door), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        with socket.socket(socket.AF_UNIX) as connection:
            while connection.connect_ex(str(door)):
                assert self._forks[door].poll() is None, (self.folder / "forks.log").read_text(encoding="utf-8")
                time.sleep(0.01)
            connection.sendall(json.dumps([str(script), arguments, given]).encode())
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("r", encoding="utf-8") as answer:
                return subprocess.CompletedProcess([script, *arguments], *json.load(answer))

    def module(
        self, name: str, /, *, check: bool = False, diff: bool = True, fails: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        """Run one of the collection's modules as Ansible would, without the second that ansible-playbook takes.

        `fails=True`: the module has to fail, and its result is returned.
        """
        done = self.script(CALL, module_name(name), given=request(arguments, check_mode=check, diff=diff))
        try:
            result = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"{name} ended with {done.returncode}:\n{done.stdout}{done.stderr}") from None
        if bool(result.get("failed")) != fails:
            raise ModuleFailed(name, result) if not fails else AssertionError(f"{name} did not fail: {result}")
        return result

    def inventory(self) -> dict[str, Any]:
        """The server as a host for Ansible."""
        return {
            "ansible_connection": "local",
            "ansible_shell_executable": str(self.shell),
            "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_remote_tmp": str(self.folder / "ansible/remote"),
        }

    def play(self, tasks: list[dict[str, Any]], **options: Any) -> playbook.Run:
        """Run tasks with ansible-playbook against this server; see `playbook.run_tasks`."""
        return playbook.run_tasks(self, tasks, **options)

    def playbook(self, path: str | Path, **options: Any) -> playbook.Run:
        """Run a playbook file against this server; see `playbook.run`."""
        return playbook.run(self, Path(path), **options)

    def snapshot(self, content: bool = True) -> dict[str, Any]:
        """Everything this server holds, for a comparison before and after."""
        connection = self.connect()
        try:
            held = snapshot.libvirt_state(connection, content=content)
        finally:
            connection.close()
        held["files"] = snapshot.files(self.storage, content=content)
        held["links"] = sorted(link["ifname"] for link in json.loads(self.run("ip", "-j", "link").stdout))
        return held

    def wipe(self) -> None:
        """Remove every object from the server and everything from its storage."""
        connection = self.connect()
        try:
            snapshot.wipe(connection)
        finally:
            connection.close()
        for entry in self.storage.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def prime_capabilities() -> None:
    """Let libvirt probe QEMU once for all servers, and keep what it found."""
    capabilities = daemons.selected().capabilities()
    with paths.alone("capabilities"):
        if capabilities.exists():
            return
        with Server("prime") as server:
            server.virsh("domcapabilities", "--virttype", "qemu")
            found = server.folder / "cache/qemu/capabilities"
            capabilities.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(found, capabilities)


if __name__ == "__main__":
    # A shell in a fresh server, to look around in: PYTHONPATH=tests python -m bench.server
    prime_capabilities()
    with Server() as demo:
        sys.exit(subprocess.run(demo._enter("/bin/bash"), check=False).returncode)
