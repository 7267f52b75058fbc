# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts the length of a walk counts what is called, once, and nothing of others."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import sizes, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.waiting import digest
from bench.walks import walk


def test_functions_of_the_collection_are_counted_once():
    root = xml.parse("<a><b/></a>")
    found = walk(lambda: [xml.find(root, (("b", ()),)) for _again in range(3)])
    assert found.length == (1, 1)
    assert set(found.functions) == {"_model/xml.py"}
    assert walk(lambda: sizes.MEMORY.parse("1 GiB")).functions["_model/sizes.py"]


def test_nothing_of_others_is_counted():
    assert walk(lambda: json.loads("[1]")).length == (0, 0)


def test_files_are_counted():
    assert walk(lambda: (digest("a"), xml.parse("<a/>"))).length == (2, 2)


def test_the_profile_is_given_back_after_a_failure():
    with pytest.raises(ValueError, match="well-formed"):
        walk(lambda: xml.parse("<"))
    assert sys.getprofile() is None
