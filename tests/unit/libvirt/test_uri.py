# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shown of a connection's URI."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import shown


@pytest.mark.parametrize(("uri", "without"), [
    ("qemu:///system", "qemu:///system"),
    ("qemu+ssh://root@host/system", "qemu+ssh://root@host/system"),
    ("qemu+tcp://host:16509/system", "qemu+tcp://host:16509/system"),
    ("qemu+ssh://root:swordfish@host/system", "qemu+ssh://root:********@host/system"),
    ("qemu+ssh://root:sword@fish@host:22/system?keyfile=/k", "qemu+ssh://root:********@host:22/system?keyfile=/k"),
    ("esx://:swordfish@host/", "esx://:********@host/"),
])
def test_a_password_is_not(uri, without):
    assert shown(f"cannot open {uri} now", uri) == f"cannot open {without} now"


def test_a_password_is_not_where_a_part_of_the_uri_is_quoted():
    assert shown("root:sword fish@host failed, root:sword%20fish@host", "qemu+ssh://root:sword%20fish@host/system") == (
        "root:********@host failed, root:********@host")
