# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules as Ansible runs them: arguments as JSON in, one JSON object out."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.report import read
from bench.host_trees import READY, make, unpack
from bench.one_module import run


@pytest.mark.parametrize("check", [False, True])
def test_info(tmp_path, check):
    root = make(tmp_path, READY)
    result = run("hardware_info", check, root=str(root))
    assert result["changed"] is False
    assert result["hardware"] == read(str(root))


@pytest.mark.parametrize("name", ["hardware_info", "hardware_capture"])
def test_a_root_that_is_none(tmp_path, name):
    result = run(name, root=str(tmp_path / "missing"), **({"dest": str(tmp_path / "x")} if name == "hardware_capture" else {}))
    assert result["failed"]
    assert "missing is not a folder" in result["msg"]


def test_capture(tmp_path):
    root = make(tmp_path / "root", READY)
    dest = tmp_path / "capture.tar.gz"
    assert run("hardware_capture", True, root=str(root), dest=str(dest))["changed"] is True
    assert not dest.exists()
    first = run("hardware_capture", root=str(root), dest=str(dest))
    assert (first["changed"], first["size"]) == (True, dest.stat().st_size)
    assert run("hardware_capture", root=str(root), dest=str(dest))["changed"] is False
    assert read(str(unpack(dest, tmp_path / "copy"))) == read(str(root))


def test_capture_where_nothing_can_be_written(tmp_path):
    root = make(tmp_path / "root", READY)
    for dest in (tmp_path / "missing" / "x", tmp_path):
        result = run("hardware_capture", root=str(root), dest=str(dest))
        assert result["failed"]
        assert str(dest) in result["msg"]
