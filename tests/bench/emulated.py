# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated servers (the project emumetal) made of this project's recipes, in this project's cache.

    python -m bench.emulated kvm plain:trixie       builds the images that are missing

Whoever imports this has them in this project's cache.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bench import image, playbook
from bench.paths import ROOT

# The cache has to be known before anything asks for it.
os.environ.setdefault("EMUMETAL_CACHE", str(image.cache().parent / "metal"))

from emumetal import Hardware, Image, MetalError, SavedState, Server, ServerTimeout, build, load, saved_state, ssh, store

RECIPES = ROOT / "tests" / "metal" / "recipes"
TINY_GUEST = ROOT / "roles" / "tiny_guest" / "files"
GUEST = "/srv/tiny_guest"


def recipe(name: str) -> Path:
    return RECIPES / f"{name}.toml"


def guest() -> Path:
    """A folder to lay over an image: what tiny_guest makes, in GUEST. It costs a minute or more where all is emulated."""
    packages = ("linux-image-cloud-amd64", "busybox-static")
    sources = [path.read_text(encoding="utf-8") for path in sorted(TINY_GUEST.rglob("*")) if path.is_file()]

    def make(folder: Path) -> None:
        output = folder / GUEST.lstrip("/")
        output.mkdir(parents=True)
        subprocess.run([sys.executable, TINY_GUEST / "build.py", output, *packages], check=True, stdout=sys.stderr)

    return store.get_or_build("guests", store.digest(packages, sources), make)


def built(name: str, suite: str = "bookworm") -> Image:
    """The image of a recipe. Where a hypervisor is installed already, so is what a guest boots."""
    wanted = load(recipe(name), suite)
    return build(dataclasses.replace(wanted, files=[*wanted.files, guest()]) if name in ("kvm", "xen") else wanted)


def ready(name: str, suite: str = "bookworm", **hardware: object) -> SavedState:
    """The image's server as it is after its first boot, saved. Made once, and then kept in the cache."""
    made = built(name, suite)
    return saved_state(made, Hardware(**{**vars(made.hardware), **hardware}))


def play(server: Server, path: Path, seconds: float = 1800, **options: Any) -> playbook.Run:
    """A playbook against the server. One that does not end is told from the emulator's own hang."""
    try:
        run = playbook.run(server, path, timeout=seconds, **options)
    except (subprocess.TimeoutExpired, AssertionError) as error:
        if isinstance(error, subprocess.TimeoutExpired) or "UNREACHABLE" in str(error):
            server.fail(f"{path.name}: {error}")
        raise
    print(f"{path.name}:{run.slowest}")
    return run


def when(server: Server, command: str, seconds: int) -> str:
    """What a shell's command prints as soon as it succeeds on the server, where it is asked for: a login costs seconds.

    Raises MetalError when it does not within `seconds`.
    """
    waits = f"sudo timeout {seconds} sh -c {shlex.quote(f'until {command}; do sleep 2; done')}"
    return server.ssh(waits, timeout=2 * seconds + 300).stdout


def power_cycle(server: Server) -> None:
    """Power lost, and given back. What the server has not written by then is lost."""
    server.kill()
    server.power_on()
    server.wait()


def lose_power(server: Server, moment: str, work: Callable[[], object]) -> None:
    """Take the server's power away as soon as a command succeeds on it while `work` runs, which then has to fail, and give it back."""

    def has_come() -> bool:
        with suppress(MetalError):  # it may be rebooting
            when(server, moment, 60)
            return True
        return False

    with ThreadPoolExecutor(1) as aside:  # the server would end with the thread that gives its power back
        working = aside.submit(work)
        while not working.done():
            if has_come():
                power_cycle(server)
                break
        else:
            raise AssertionError(f"It ended before the moment came: {moment}\n{working.result()}")
        with pytest.raises((ServerTimeout, AssertionError)):
            working.result()


@contextmanager
def interpreter_kept() -> Iterator[None]:
    """Within, Ansible keeps one Python on the server, by Mitogen. To start it and to load Ansible's modules costs five seconds a task.

    That one is started by sudo, instead of a second one out of the first, over the connection that there is.
    """
    found = importlib.util.find_spec("ansible_mitogen")
    assert found, "Mitogen is missing in this environment: make venv"
    strategies = Path(found.origin).with_name("plugins") / "strategy"
    inventory, by_sudo = Server.inventory, {"ansible_python_interpreter": "/usr/bin/sudo -n /usr/bin/python3", "ansible_become": False}

    def shared(server: Server) -> dict[str, str]:
        # ssh wants a socket's path without spaces and not too long. Elsewhere every play logs in for itself.
        fits = re.fullmatch(r"[-\w./]{1,80}", str(server.folder))
        return {"ansible_ssh_common_args": " ".join([*ssh.OPTIONS, *(ssh.shared(server.folder) if fits else [])])}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "inventory", lambda server: {**inventory(server), **by_sudo, **shared(server)})
        patch.setenv("ANSIBLE_STRATEGY_PLUGINS", str(strategies))
        patch.setenv("ANSIBLE_STRATEGY", "mitogen_linear")
        patch.setenv("ANSIBLE_HOST_KEY_CHECKING", "false")  # it knows no other word for the ssh options of the inventory
        yield


if __name__ == "__main__":
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for made in pool.map(lambda word: built(*word.split(":")), sys.argv[1:]):
            print(made.folder)
