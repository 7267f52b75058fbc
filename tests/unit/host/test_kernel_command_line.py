# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module kernel_command_line on files of its own, with a program that makes the menu as grub-mkconfig's shell does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import command_line
from ansible_collections.anvil.hypervisor.plugins.modules import kernel_command_line as module

DYNAMIC = 'dyndbg="module kvm +p"'
UPDATE_GRUB = """#!/bin/sh -eu
GRUB_CMDLINE_LINUX=quiet
for file in {0}/grub.d/*.cfg; do [ ! -e "$file" ] || . "$file"; done
[ ! -e {0}/broken ] || {{ echo "no space left" >&2; exit 3; }}
cat >{0}/grub.cfg <<EOF
linux /vmlinuz ro $GRUB_CMDLINE_LINUX
EOF
"""


class Ended(Exception):
    """A module ends by exit_json or fail_json."""


class Host:
    """Files, a program, and what the module said at last."""

    def __init__(self, folder: Any, monkeypatch: Any):
        self.folder = folder
        (folder / "grub.d").mkdir()
        (folder / "update-grub").write_text(UPDATE_GRUB.format(folder))
        (folder / "update-grub").chmod(0o755)
        monkeypatch.setattr(command_line, "DROP_INS", str(folder / "grub.d"))
        monkeypatch.setattr(module, "_MENU", str(folder / "grub.cfg"))
        monkeypatch.setattr(module.os, "sync", lambda: None)
        monkeypatch.setattr(module, "AnsibleModule", lambda **_options: self)
        monkeypatch.setattr(module, "Tree", lambda: SimpleNamespace(text=self.text))
        self.running = ""

    def text(self, path: str) -> str | None:
        if path == "/proc/cmdline":
            return self.running
        return Path(path).read_text().rstrip() if Path(path).exists() else None

    def get_bin_path(self, name: str, required: bool = False) -> str | None:
        found = self.folder / name
        return str(found) if found.exists() else self.fail_json(msg=f"{name} is missing") if required else None

    def atomic_move(self, new: str, path: str) -> None:
        Path(new).replace(path)

    def run_command(self, words: list[str], **_options: Any) -> tuple[int, str, str]:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def exit_json(self, **result: Any) -> None:
        self.result = result
        raise Ended

    fail_json = exit_json

    def run(self, *parameters: str, check: bool = False) -> dict[str, Any]:
        self.check_mode = check
        self.params = {"parameters": list(parameters), "former": [], "boot_loader": "auto", "drop_in": "60-anvil"}
        with pytest.raises(Ended):
            module.main()
        return self.result

    @property
    def menu(self) -> str:
        return (self.folder / "grub.cfg").read_text()

    @property
    def drop_ins(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in (self.folder / "grub.d").iterdir()}

    def age(self) -> None:
        """All was written long ago, the menu last."""
        for name in ("grub.d/60-anvil.cfg", "grub.d", "grub.cfg"):
            if (self.folder / name).exists():
                os.utime(self.folder / name, (1, 1 + (name == "grub.cfg")))


@pytest.fixture
def host(tmp_path: Any, monkeypatch: Any) -> Host:
    return Host(tmp_path, monkeypatch)


def test_k8b_a_parameter_with_spaces_ends_to_wait_with_the_reboot(host: Host):
    planned = host.run(DYNAMIC, check=True)
    assert planned["changed"]
    assert host.drop_ins == {}
    done = host.run(DYNAMIC)
    assert {**done, "reboot_required": None} == {**planned, "reboot_required": None}
    assert done["reboot_required"] == [DYNAMIC]
    assert host.menu == "linux /vmlinuz ro quiet 'dyndbg=module kvm +p'\n"
    host.age()
    host.running = 'BOOT_IMAGE=/vmlinuz ro quiet "dyndbg=module kvm +p"'  # as GRUB hands it over
    again = host.run(DYNAMIC)
    assert (again["changed"], again["reboot_required"], again["actions"]) == (False, [], [])


def test_no_parameter_any_more_takes_the_drop_in_away(host: Host):
    host.run("iommu=pt")
    host.age()
    done = host.run()
    assert [one["operation"] for one in done["actions"]] == ["remove", "write"]
    assert host.drop_ins == {}
    assert host.menu == "linux /vmlinuz ro quiet\n"
    host.age()
    assert not host.run()["changed"]


def test_a_menu_that_a_broken_off_run_did_not_write_is_written(host: Host):
    host.run("iommu=pt")
    os.utime(host.folder / "grub.cfg", (1, 1))
    assert [one["option"] for one in host.run("iommu=pt")["actions"]] == ["menu"]


def test_a_menu_that_cannot_be_written_brings_the_former_drop_in_back(host: Host):
    host.run("iommu=pt")
    before = host.drop_ins, host.menu
    (host.folder / "broken").touch()
    failed = host.run("iommu=off")
    assert "no space left" in failed["msg"]
    assert (host.drop_ins, host.menu) == before


def test_check_mode_says_no_where_nothing_could_write_the_menu(host: Host):
    (host.folder / "update-grub").unlink()
    assert "none of update-grub, grubby and pbl" in host.run("iommu=pt", check=True)["msg"]


def test_what_could_not_reach_the_kernel_touches_nothing(host: Host):
    assert "is 2 parameters" in host.run("a=1 b=2")["msg"]
    assert host.drop_ins == {}
