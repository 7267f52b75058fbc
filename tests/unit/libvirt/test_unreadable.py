# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an information module says of an object that cannot be read."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils import _reader
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import ConnectionLost, HypervisorError


class Module:
    def __init__(self):
        self.warnings = []

    def warn(self, text):
        self.warnings.append(text)


class Driver:
    kind = "network"
    GONE = frozenset((7,))

    def __init__(self, error):
        self.error = error

    def read(self, _name):
        raise self.error

    @staticmethod
    def labels(name):
        return {"name": name}


def test_k5a_one_odd_object_spoils_nothing_but_itself():
    module = Module()
    (entry,) = _reader._entries(module, None, Driver(HypervisorError("odd")), "lab", ())
    assert entry["declared"] == {"name": "lab"}
    assert entry["status"]["error"]["message"] == "odd"
    assert module.warnings == ["network 'lab': cannot read it: odd"]


def test_k5b_what_is_gone_between_the_list_and_the_reading_is_not_returned():
    module = Module()
    assert _reader._entries(module, None, Driver(HypervisorError("no such network", libvirt_code=7)), "lab", ()) == []
    assert module.warnings == []


def test_a_lost_connection_ends_all():
    with pytest.raises(ConnectionLost):
        _reader._entries(Module(), None, Driver(ConnectionLost("gone")), "lab", ())
