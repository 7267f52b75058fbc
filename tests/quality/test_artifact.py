# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ansible-galaxy collection build` packs: what users need, and nothing that they do not."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

import pytest
import yaml
from bench import programs
from bench.paths import ROOT

USERS_NEED = {
    "CHANGELOG.md", "COPYING", "FILES.json", "MANIFEST.json", "README.md", "changelogs", "docs", "extensions", "meta", "playbooks",
    "plugins", "roles",
}
DEVELOPERS_NEED = ("docs/tools", "changelogs/fragments", "changelogs/config.yaml", "extensions/molecule", "__pycache__")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The names in the tarball."""
    folder = tmp_path_factory.mktemp("artifact")
    command = ("ansible-galaxy", "collection", "build", "--output-path", str(folder), str(ROOT))
    done = programs.run(command, env={**os.environ, "HOME": str(folder)})
    assert done.returncode == 0, done.stdout
    (artifact,) = folder.glob("*.tar.gz")
    with tarfile.open(artifact) as archive:
        return archive.getnames()


def test_the_tarball_holds_what_users_need_only(packed):
    assert {name.split("/")[0] for name in packed} <= USERS_NEED
    assert not [name for name in packed if any(part in name for part in DEVELOPERS_NEED)]


def test_the_tarball_holds_what_git_holds(packed):
    """Nothing that merely lies in a working tree, and nothing of the plugins is left behind."""
    tracked = programs.run(("git", "ls-files", "--cached", "--others", "--exclude-standard"), cwd=ROOT).stdout.splitlines()
    files = {name for name in packed if "." in Path(name).name} - {"FILES.json", "MANIFEST.json"}
    assert files <= set(tracked)
    shipped = {name for name in tracked if name.startswith(("plugins/", "roles/", "playbooks/", "meta/")) and (ROOT / name).exists()}
    assert shipped <= set(packed)


def test_an_execution_environment_is_defined_by_the_example(packed, tmp_path):
    """ansible-builder takes it, and the collection asks for nothing that the example would have to name."""
    example = ROOT / "docs" / "examples" / "execution-environment" / "execution-environment.yml"
    shutil.copy(example, tmp_path)
    (tmp_path / "anvil-hypervisor.tar.gz").touch()
    done = programs.run(("ansible-builder", "create"), cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "context" / "_build" / "anvil-hypervisor.tar.gz").exists()
    assert "docs/examples/execution-environment/execution-environment.yml" in packed
    needed = yaml.safe_load((ROOT / "meta" / "execution-environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert not needed
    assert not [name for name in ("requirements.txt", "bindep.txt") if name in packed]


def test_every_module_is_in_the_action_group():
    """`module_defaults` sets `uri` once: the group names each module that has it."""
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    modules = {path.stem for path in (ROOT / "plugins" / "modules").iterdir()
               if path.is_file() and "hypervisor.connection" in path.read_text(encoding="utf-8")}
    assert set(runtime["action_groups"]["libvirt"]) == modules
