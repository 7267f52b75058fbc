# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which pools other hosts may see."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import shared

MOUNTS = r"""21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:40 / /srv/nfs rw shared:9 - nfs4 server:/export rw
31 30 8:2 / /srv/nfs/local rw - xfs /dev/sdb1 rw
32 21 0:41 / /srv/a\040b rw shared:2 master:1 - fuse.glusterfs host:/vol rw
"""


class FakePool:
    """Answers as libvirt's handle of a pool does."""

    def __init__(self, kind, path="/", source=""):
        self.text = f"<pool type='{kind}'><source>{source}</source><target><path>{path}</path></target></pool>"

    def XMLDesc(self, _flags):
        return self.text


@pytest.fixture(autouse=True)
def mounts(tmp_path, monkeypatch):
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    monkeypatch.setattr(shared, "mounted_as", lambda folder, _real=shared.mounted_as: _real(folder, str(path)))


@pytest.mark.parametrize(("pool", "expected"), [
    (FakePool("dir", "/srv/store"), False), (FakePool("dir", "/srv/nfs"), True), (FakePool("dir", "/srv/nfs/images"), True),
    (FakePool("dir", "/srv/nfs/local/images"), False), (FakePool("dir", "/srv/nfsx"), False), (FakePool("dir", "/srv/a b/images"), True),
    (FakePool("fs", "/srv/x", "<format type='ext4'/>"), False), (FakePool("fs", "/srv/x", "<format type='ocfs2'/>"), True),
    (FakePool("netfs", "/srv/x"), True), (FakePool("rbd"), True), (FakePool("iscsi"), True), (FakePool("iscsi-direct"), True),
    (FakePool("logical", "/dev/vg", "<device path='/dev/none'/>"), False),
    (FakePool("logical", "/dev/vg", "<device path='/dev/rbd0'/>"), True),
])
def test_k6c_pools_that_other_hosts_may_see(pool, expected):
    assert shared.is_shared(pool) is expected
