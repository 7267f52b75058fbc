# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The document by which a running object can be started as it runs, where its configuration cannot start."""

from __future__ import annotations

import copy

from .._model import xml
from .._model.nested import Children
from .._model.union import Union


def document(model, observed):
    """The document of what runs, as text, without what libvirt resolved at the start."""
    live = copy.deepcopy(observed.live)
    for node in model.nodes.values():
        if isinstance(node, Children):
            for elem in xml.find_all(live, node.path.steps):
                for option in node.model.nodes.values():
                    if isinstance(option, Union):
                        option.as_wanted(elem)
    for disk in live.iterfind("./devices/disk"):
        for tag in ("backingStore", "mirror"):  # libvirt looks for them anew
            for elem in disk.findall(tag):
                disk.remove(elem)
    if live.find("./forward/pf") is not None:
        xml.clear(live, live, "forward/address")
    return xml.serialize(live)
