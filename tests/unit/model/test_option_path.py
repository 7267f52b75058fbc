# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path of an option is data: it is shown as text, and nothing reads that text."""

from __future__ import annotations

import ast

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import waiting, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.option_path import OptionPath
from bench.paths import ROOT

DISKS = OptionPath.of("disks")
DISK = DISKS.member("vda")
SOURCE = DISK.below(OptionPath.of("source", "file"))
READS_TEXT = ("startswith", "partition", "split")


def test_a_path_is_shown_as_people_write_it():
    assert [str(path) for path in (DISKS, DISK, SOURCE)] == ["disks", "disks[vda]", "disks[vda].source.file"]
    assert str(OptionPath.of("ips").member("10.0.0.1").below(OptionPath.of("dhcp", "hosts").member(3))) == "ips[10.0.0.1].dhcp.hosts[3]"


@pytest.mark.parametrize(("path", "other", "within"), [
    (SOURCE, DISK, True), (SOURCE, DISKS, True), (DISK, DISK, True), (DISK, DISKS, True),
    (DISK, SOURCE, False), (DISKS, DISK, False), (DISKS.member("vdaa"), DISK, False),
    (OptionPath.of("memory_backing"), OptionPath.of("memory"), False), (DISKS.member("vdb").below(SOURCE[1:]), DISK, False),
])
def test_what_is_a_part_of_what(path, other, within):
    assert path.is_within(other) is within
    assert path.is_related(other) is (within or other.is_within(path))


@pytest.mark.parametrize("path", [DISKS, SOURCE, DISKS.member("a.b[c]"), OptionPath.of("metadata").member("http://x/y.z[1]")])
def test_a_record_gives_paths_back_as_they_were(path):
    """Keys are other people's words: no text of a path could be read again for sure."""
    root = xml.parse("<domain><metadata/></domain>")
    record = xml.parse(waiting.write({path: "ab12"}))
    record.tag = xml.qualified("anvil:waiting")
    root.find("metadata").append(record)
    assert waiting.held(root) == {path: "ab12"}


def test_an_odd_record_names_nothing():
    odd = "<option name='memory' started=''/><option started=''><step key='vda'/></option><!-- by hand -->"
    record = f"<anvil:waiting xmlns:anvil='{xml.NAMESPACES['anvil']}'>{odd}</anvil:waiting>"
    assert waiting.held(xml.parse(f"<domain><metadata>{record}</metadata></domain>")) == {}


def _nodes(model, known):
    if model in known:
        return
    known.add(model)
    for name, node in model.nodes.items():
        yield name, node
        for below in node.models():
            yield from _nodes(below, known)


def test_each_node_stands_under_one_name():
    """The path of a change is made of the names that nodes know themselves by."""
    for kind in ORDER:
        for name, node in _nodes(kind_of(kind).model, set()):
            assert node.name == name and node.here == OptionPath.of(name)


def test_no_layer_takes_a_path_apart_as_text():
    found = []
    folders = [ROOT / "plugins" / "module_utils" / name for name in ("_model", "_reconcile", "_actions", "_libvirt")]
    for path in sorted(file for folder in folders for file in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS_TEXT:
                of = ast.unparse(node.func.value)
                if any(word in of for word in ("option", "change", ".path")):
                    found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert not found
