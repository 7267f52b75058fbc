# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt's view of a host is returned as it is documented."""

from __future__ import annotations

from bench.reference import documented, read_value, returned


def test_each_field_of_a_host_is_documented_and_returned(server):
    contains = read_value("host_info")
    host = server.module("host_info", machine="q35", virttype="qemu")["host"]
    assert set(returned(host, contains)) == set(documented(contains))
