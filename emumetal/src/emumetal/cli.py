# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from emumetal import emulator, hang, image, saving, ssh, store
from emumetal.errors import MetalError
from emumetal.hardware import FIRMWARE
from emumetal.recipe import load
from emumetal.server import Server

HOUR = 3600
EPILOG = """
  emumetal build web.toml                          an image, kept in the cache
  emumetal start web web.toml --disk 2G            boot a server from it
  emumetal ssh web 'sudo apt-get update && sudo apt-get install -y nginx'
  emumetal inventory web db >hosts.json            for ansible-playbook -i hosts.json
  emumetal save web /var/tmp/web                   it ends, and copies of it start in seconds:
  emumetal restore a /var/tmp/web; emumetal restore b /var/tmp/web
  emumetal clean                                   what crashes left behind goes

The cache is in $EMUMETAL_CACHE (~/.cache/emumetal). Nothing uses /dev/kvm; servers reach no network.
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="emumetal",
        description="Emulated servers that boot Debian's own kernels and hypervisors, for tests of roles.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, text: str, *arguments: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        for argument in arguments:
            added.add_argument(argument)
        return added

    def hardware(added: argparse.ArgumentParser) -> None:
        added.add_argument("--suite", help="overrules the recipe's, such as trixie")
        added.add_argument("--memory", type=int, help="MiB")
        added.add_argument("--cpus", type=int)
        added.add_argument("--cpu", help="QEMU's model and flags")
        added.add_argument("--no-svm", dest="svm", action="store_const", const=False, help="a processor without virtualization")
        added.add_argument("--firmware", choices=list(FIRMWARE))
        added.add_argument("--disk", dest="disks", action="append", metavar="SIZE", help="a further empty disk, such as 2G; repeatable")
        added.add_argument("--nic", dest="nics", action="append", metavar="LINK", help="a further network interface on a private link")

    build = verb("build", "Make a recipe's image unless it is in the cache, and print its folder.", "recipe")
    build.add_argument("--suite", help="overrules the recipe's, such as trixie")
    hardware(verb("start", "Boot a server from a recipe's image and wait until ssh answers.", "name", "recipe"))
    verb("on", "Start a server again that was stopped or lost its power, on its own disks.", "name")
    verb("save", "Write a running server to a new or empty folder and end it.", "name", "folder")
    restore = verb("restore", "Start a copy of a saved server.", "name", "folder")
    restore.add_argument("--nic", dest="nics", action="append", metavar="LINK", help="as many as it was saved with")
    run = verb("ssh", "Run a command on a server, or a shell.", "name")
    run.add_argument("command", nargs=argparse.REMAINDER)
    verb("wait", "Wait until ssh answers, and print the seconds.", "name")
    verb("reboot", "Reboot a server and wait until ssh answers.", "name")
    inventory = verb("inventory", "Print an Ansible inventory of servers (all that run, unless named).")
    inventory.add_argument("names", nargs="*")
    console = verb("console", "Print what the serial console has shown.", "name")
    console.add_argument("--type", metavar="TEXT", help="type this on it first")
    verb("hung", "Say whether the emulator hangs, by evidence.", "name")
    verb("stop", "Shut a server down and wait for that; its disks stay.", "name")
    verb("kill", "Take a server's power away; its disks stay.", "name")
    verb("remove", "Take a server away with its disks.", "name")
    verb("list", "List servers, images and saved states.")
    clean = verb("clean", "Remove what crashes left: servers that nobody wanted kept, and what is half made.")
    clean.add_argument("--images", action="store_true", help="images and saved states that no server uses, too")
    return top


def _start(words: argparse.Namespace) -> None:
    Server(None, name=words.name).check_free()  # before an image is built for it
    made = image.build(load(words.recipe, words.suite))
    options = ("memory", "cpus", "cpu", "svm", "firmware", "disks", "nics")
    hardware = made.hardware.with_(**{option: getattr(words, option) for option in options})
    started = Server(made, hardware, words.name, keep=True)
    before = time.monotonic()
    hang.retry_on_hang(started.start, started)
    print(f"{words.name}: ssh answers after {time.monotonic() - before:.0f} s")


def _restore_state(words: argparse.Namespace) -> None:
    before = time.monotonic()
    saving.SavedState(Path(words.folder).absolute()).restore(words.name, keep=True, nics=words.nics)
    print(f"{words.name}: ssh answers after {time.monotonic() - before:.0f} s")


def _inventory(words: argparse.Namespace) -> None:
    names = words.names or [name for name in emulator.names() if Server.open(name).running]
    print(json.dumps({"all": {"hosts": {name: Server.open(name).inventory() for name in names}}}, indent=2))


def _list() -> None:
    for name in emulator.names():
        one = Server.open(name)
        print(f"server  {name}  {f'runs, port {one.port}, process {one.pid}' if one.running else 'off'}  {one.image.key}")
    for kind in ("images", "saved"):
        for about in sorted((store.folder() / kind).glob("[!.]*/about.json")):
            print(f"{kind:6}  {about.parent}")


def _clean(images: bool) -> None:
    """Whatever a server is based on stays, and so does what another process is making."""
    for name in emulator.names():
        known = Server.open(name)
        if not (known.running or known.keep):
            known.remove()
    for path in emulator.folder().glob("*"):
        if not (path / "server.json").exists() and time.time() - path.stat().st_mtime > HOUR:
            shutil.rmtree(path, ignore_errors=True)
    store.prune()
    if images:
        used = {Server.open(name).image.folder.resolve() for name in emulator.names()}
        for path in (store.folder() / "images").glob("[!.]*"):
            if path.resolve() not in used:
                shutil.rmtree(path)
        for path in (store.folder() / "saved").glob("[!.]*"):
            if not _image_of(path) & used:
                shutil.rmtree(path)


def _image_of(saved: Path) -> set[Path]:
    """The image, unless the folder is half removed."""
    with suppress(MetalError):
        return {Path(saving.SavedState(saved).about["image"]).resolve()}
    return set()


def _one(words: argparse.Namespace) -> int:
    """Verbs for a server that there is."""
    known = Server.open(words.name)
    if words.verb == "ssh":
        sys.stdout.flush()
        os.execvp("ssh", [*ssh.command(known), *words.command])
    elif words.verb == "console":
        if words.type is not None:
            known.type(words.type + "\r")
            time.sleep(2)
        sys.stdout.write(known.console())
    elif words.verb == "hung":
        found = hang.evidence(known)
        print(found or "No sign of it.")
        return 1 if found else 0
    elif words.verb == "save":
        saving.save_state(known, Path(words.folder).absolute())
    elif words.verb == "on":
        known.keep = True  # beyond this command
        known.power_on()
    elif words.verb in {"wait", "reboot"}:
        print(f"{words.name}: ssh answers after {getattr(known, words.verb)():.0f} s")
    else:
        getattr(known, words.verb)()
    return 0


def main() -> int:
    words = parser().parse_args()
    try:
        if words.verb == "build":
            print(image.build(load(words.recipe, words.suite)).folder)
        elif words.verb == "start":
            _start(words)
        elif words.verb == "restore":
            _restore_state(words)
        elif words.verb == "inventory":
            _inventory(words)
        elif words.verb == "list":
            _list()
        elif words.verb == "clean":
            _clean(words.images)
        else:
            return _one(words)
    except MetalError as error:
        print(f"emumetal: {error}", file=sys.stderr)
        return 1
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"emumetal: {words.verb}: {error}", file=sys.stderr)
        return 1
    return 0
