# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of digests, as the tools of the coreutils and of BSD write them."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch.checksums import LENGTHS, entry
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid, NotFound

A, B = {name: "a" * length for name, length in LENGTHS.items()}, {name: "B" * length for name, length in LENGTHS.items()}
SIGNED = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{A['sha256']}  disk.img\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END"


@pytest.mark.parametrize(("text", "found"), [
    (f"{B['sha512']}  other\n{A['sha512']}  disk.img\n", f"sha512:{A['sha512']}"),
    (f"{A['sha256']} *disk.img", f"sha256:{A['sha256']}"),
    (f"{B['sha256']}  ./images/disk.img\r\n", f"sha256:{'b' * 64}"),
    (f"# disk.img: 5 bytes\nSHA256 (disk.img) = {A['sha256']}\n", f"sha256:{A['sha256']}"),
    (f"SHA512 (other) = {B['sha512']}\nSHA512 (disk.img) = {A['sha512']}", f"sha512:{A['sha512']}"),
    (f"SHA256 (disk.img) = {A['sha256']}\nSHA512 (disk.img) = {A['sha512']}", f"sha512:{A['sha512']}"),
    (f"MD5 (disk.img) = {'0' * 32}\nSHA384 (disk.img) = {A['sha384']}", f"sha384:{A['sha384']}"),
    (f"{A['sha224']}\n", f"sha224:{A['sha224']}"),
    (f"{A['sha256']}  disk.img\n{A['sha256']}  disk.img\n", f"sha256:{A['sha256']}"),
    (SIGNED, f"sha256:{A['sha256']}"),
])
def test_an_entry_is_found(text, found):
    assert entry(text, "disk.img", "SUMS") == found


@pytest.mark.parametrize("text", [
    "",
    f"{A['sha256']}  disk.img.xz\n",
    f"{'0' * 32}  disk.img\n",
    f"SHA512 (disk.img) = {A['sha256']}\n",
    f"SHA3-256 (disk.img) = {A['sha256']}\n",
    f"{A['sha256']}\n{B['sha256']}\n",
    "<html><body>404 disk.img</body></html>",
])
def test_a_list_without_the_entry_is_refused(text):
    with pytest.raises(NotFound, match=r"SUMS has no digest of disk\.img by sha512") as caught:
        entry(text, "disk.img", "SUMS")
    assert caught.value.remedy


def test_a_list_with_two_answers_is_refused():
    with pytest.raises(Invalid, match=r"SUMS has several digests of disk\.img"):
        entry(f"{A['sha256']}  a/disk.img\n{B['sha256']}  b/disk.img\n", "disk.img", "SUMS")
