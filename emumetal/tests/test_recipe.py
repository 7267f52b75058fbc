# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recipes: what stands on what, what is refused, and what gives an image another name."""

from __future__ import annotations

import re

import pytest
from emumetal.hardware import mac

from emumetal import Hardware, MetalError, image, load

BELOW = """
suite = "bookworm"
packages = ["a"]
script = "one"
[grub]
GRUB_TIMEOUT = "1"
GRUB_DEFAULT = "0"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "below.toml").write_text(BELOW, encoding="utf-8")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "motd").write_text("hello", encoding="utf-8")
    return tmp_path


def recipe(folder, text, **options):
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, **options)


def test_lists_are_joined_and_tables_merged(folder):
    made = recipe(folder, 'extends = "below.toml"\npackages = ["b"]\nscript = "two"\n[grub]\nGRUB_DEFAULT = "saved"\n')
    assert made.packages == ["a", "b"]
    assert made.script == ["one", "two"]
    assert made.grub == {"GRUB_TIMEOUT": "1", "GRUB_DEFAULT": "saved"}


def test_suite_is_overruled(folder):
    assert recipe(folder, 'extends = "below.toml"\n', suite="trixie").suite == "trixie"


def test_the_content_of_files_counts_and_hardware_too(folder):
    before = recipe(folder, 'files = "files"\n').content()
    assert recipe(folder, 'files = "files"\n[hardware]\nmemory = 2048\n').content() != before
    (folder / "files" / "motd").write_text("other", encoding="utf-8")
    assert recipe(folder, 'files = "files"\n').content() != before


def changed(folder, change):
    """Whether a change below the folder makes another image."""
    before = recipe(folder, 'files = "files"\n').content()
    change(folder / "files")
    return recipe(folder, 'files = "files"\n').content() != before


@pytest.mark.parametrize(
    "change",
    [
        lambda files: (files / "empty").mkdir(),
        lambda files: (files / "link").symlink_to("/nowhere"),
        lambda files: (files / "motd").rename(files / "issue"),
        lambda files: (files / "motd").chmod(0o755),
    ],
    ids=["folder", "link", "name", "executable"],
)
def test_every_entry_of_files_counts(folder, change):
    assert changed(folder, change)


def test_a_checkout_with_another_umask_makes_the_same_image(folder):
    (folder / "files" / "link").symlink_to("motd")
    assert not changed(folder, lambda files: (files.chmod(0o700), (files / "motd").chmod(0o600)))


def test_what_is_laid_over_a_server_has_modes_of_its_own_and_is_not_written_through_links(folder, tmp_path):
    below, outside = folder / "files", tmp_path / "outside"
    outside.write_text("outside", encoding="utf-8")
    (below / "link").symlink_to(outside)
    above = tmp_path / "above"
    above.mkdir(mode=0o700)
    (above / "bin").mkdir(mode=0o700)
    for name, mode in {"bin/run": 0o700, "link": 0o600}.items():
        (above / name).write_text("above", encoding="utf-8")
        (above / name).chmod(mode)
    image._lay([below, above], tmp_path / "laid")
    modes = {name: oct((tmp_path / "laid" / name).lstat().st_mode & 0o777) for name in ("", "bin", "bin/run", "motd", "link")}
    assert modes == {"": "0o755", "bin": "0o755", "bin/run": "0o755", "motd": "0o644", "link": "0o644"}
    assert outside.read_text(encoding="utf-8") == "outside"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pakages = []\n", "pakages is nothing that a recipe says"),
        ('name = "x"\n', "name is nothing that a recipe says"),
        ('files = "nowhere"\n', "there is no folder"),
        ('extends = "nowhere.toml"\n', "cannot be read as a recipe"),
        ("packages = [\n", "cannot be read as a recipe"),
        ('packages = "nginx"\n', "packages: 'nginx' is not of the right kind; write packages ="),
        ("packages = [1]\n", "not of the right kind"),
        ("suite = 12\n", "not of the right kind"),
        ('files = ["files"]\n', "not of the right kind"),
        ("extends = 1\n", "not of the right kind"),
        ("[grub]\nGRUB_TIMEOUT = 1\n", "not of the right kind"),
    ],
)
def test_refused(folder, text, says):
    with pytest.raises(MetalError, match=says):
        recipe(folder, text)


def test_never_with_hardware_virtualization():
    for firmware in ("bios", "uefi", "secure-boot"):
        words = Hardware(firmware=firmware, disks=("1G",), nics=("", "a")).command(22, "web")
        assert words[words.index("-accel") + 1].startswith("tcg")
        assert "kvm" not in " ".join(words)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"firmware": "coreboot"}, "bios, uefi"),
        ({"disks": ["2 GiB"]}, "2 GiB is no size"),
        ({"memroy": 1}, "memroy is nothing that a server has; it may have cpus, memory"),
        ({"memory": "4G"}, "memory: '4G' is not a number"),
        ({"cpus": True}, "cpus: True is not a number"),
        ({"svm": "no"}, "svm: 'no' is not true or false"),
        ({"disks": "2G"}, "disks: '2G' is not a list"),
        ({"nics": [1]}, "nics: .* is not a list"),
    ],
)
def test_hardware_is_refused_that_cannot_be(options, says):
    with pytest.raises(MetalError, match=f"web.toml: hardware: .*{says}"):
        Hardware.read(options, "web.toml")


def test_servers_differ_by_their_addresses():
    found = {mac(name, number) for name in ("web", "db") for number in (1, 2)}
    assert len(found) == len("four")
    assert all(re.fullmatch("52:54(:[0-9a-f]{2}){4}", address) for address in found)
    assert f"mac={mac('web', 1)}" in " ".join(Hardware().command(22, "web"))
