# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A size of nothing is refused where libvirt refuses it, or takes it for a size that nobody gave."""

from __future__ import annotations

import copy
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.sizes import Size
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from bench.define import defined

GOLDEN = Path(__file__).parents[1] / "unit" / "golden" / "domain"


def sizes(model, data, option=""):
    """The sizes in a declaration: the option of each, and the dictionary and key of its value."""
    for key, value in data.items():
        node = model.nodes.get(key)
        if isinstance(getattr(node, "codec", None), Size):
            yield f"{option}{key}", data, key
        for member in value if isinstance(value, list) else [value]:
            for below in node.models() if node and isinstance(member, dict) else ():
                yield from sizes(below, member, f"{option}{key}.")


def cases():
    """Every size of the golden guests set to nothing, once: its option and the declaration; and each guest as it is."""
    met = set()
    for file in sorted(GOLDEN.glob("*.yml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        yield None, data
        for place, (option, _above, _key) in enumerate(list(sizes(Domain, data))):
            changed = copy.deepcopy(data)
            _option, above, key = list(sizes(Domain, changed))[place]
            above[key] = "0 B"
            if (file.stem, option) not in met:
                met.add((file.stem, option))
                yield option, changed


def built(data):
    """The canonical declaration and its document, as the test driver takes it."""
    desired = Domain.accept(copy.deepcopy(data), Seen())
    desired = Domain.creation_defaults(desired, SimpleNamespace(native_arch="x86_64"))
    root = Domain.build(desired, Context(kind="domain", name=desired["name"]))
    root.set("type", "test")
    for elem in root.iterfind("./os/type"):
        elem.attrib.pop("machine", None)
        elem.text = "hvm"
        elem.set("arch", "i686")
    return desired, root


def test_k4e_nothing_for_a_size_is_refused_or_kept():
    given, refused, base = [], set(), None
    for option, data in cases():
        try:
            given.append((option, *built(data)))
        except Invalid as error:
            assert option, error
            refused.add(option)
    found, lost = set(), set()
    for (option, desired, _root), held in zip(given, defined("domain", [xml.serialize(root) for _option, _want, root in given])):
        if option is None:
            base = held
        elif base is not None:  # the driver takes the guest as such
            found.add(option)
            observed = held and xml.parse(held)
            parts = {name: value for name, value in Domain.options_beside_xml(desired).items() if name == option.partition(".")[0]}
            if observed is None or Domain.delta(parts, observed, Context(kind="domain", name=desired["name"])):
                lost.add(option)
    assert not lost
    assert {"controllers.pcihole64", "disks.iotune.total_bytes_sec", "memtune.hard_limit"} <= found
    assert {"memory", "current_memory", "memory_backing.pages.size", "videos.model.vram"} <= refused


@pytest.mark.parametrize("declared", [
    {"capacity": "0 MiB"}, {"capacity": "0 B", "format": "qcow2"}, {"xml": "<volume><name>v</name><capacity>0</capacity></volume>"},
])
def test_a_volume_that_can_hold_nothing_is_refused_and_one_that_is_there_is_not(engine, declared):
    engine.run("pool", name="p", type="dir", target={"path": "/p"}, state="active")
    before = engine.snapshot()
    wanted = {"pool": "p", **({} if "xml" in declared else {"name": "v"}), **declared}
    for check in (True, False):
        other = {"pool": "p", "name": "a", "capacity": "1 MiB"}
        (failure,) = engine.resources(check=check, fails=True, volumes=[other, wanted])["failures"]
        assert (failure["name"], failure["message"]) == ("p/v", "capacity: is nothing, and such a volume can hold nothing")
        assert "1 KiB" in failure["remedy"]
    assert engine.snapshot() == before
    engine.connection.storagePoolLookupByName("p").createXML("<volume><name>v</name><capacity>0</capacity></volume>")
    found = engine.declared("volume", "p/v")
    assert found["capacity"] == "0 B" and not engine.run("volume", **found)["changed"]
    assert not engine.run("volume", **found, state="absent", check=True)["failures"]
