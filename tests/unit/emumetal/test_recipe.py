# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recipes: what stands on what, what is refused, and what gives an image another name."""

from __future__ import annotations

import pytest
from emumetal import Hardware, MetalError, load

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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pakages = []\n", "pakages is nothing that a recipe says"),
        ('name = "x"\n', "name is nothing that a recipe says"),
        ('files = "nowhere"\n', "there is no folder"),
        ('extends = "nowhere.toml"\n', "cannot be read as a recipe"),
        ("packages = [\n", "cannot be read as a recipe"),
    ],
)
def test_refused(folder, text, says):
    with pytest.raises(MetalError, match=says):
        recipe(folder, text)


def test_never_with_hardware_virtualization():
    for firmware in ("bios", "uefi", "secure-boot"):
        words = Hardware(firmware=firmware, disks=("1G",), nics=("", "a")).command(22)
        assert words[words.index("-accel") + 1].startswith("tcg")
        assert "kvm" not in " ".join(words)


@pytest.mark.parametrize("options", [{"firmware": "coreboot"}, {"disks": ["2 GiB"]}])
def test_hardware_is_refused_that_cannot_be(options):
    with pytest.raises(MetalError):
        Hardware(**options)
