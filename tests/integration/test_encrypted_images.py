# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers of encrypted images as qemu-img writes them, which takes seconds: it first measures how fast the processor derives keys."""

from __future__ import annotations

import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import luks


@pytest.mark.parametrize(("form", "prefix", "mode", "generator"), [
    ("luks", "", "xts", {"name": "plain64"}),
    ("qcow2", "encrypt.", "cbc", {"name": "essiv", "hash": "sha256"}),
])
def test_the_header_says_how_a_volume_is_encrypted(tmp_path, form, prefix, mode, generator):
    options = {"key-secret": "s", "cipher-alg": "aes-256", "cipher-mode": mode, "hash-alg": "sha512", "ivgen-alg": generator["name"],
               "iter-time": "10", **({"ivgen-hash-alg": "sha256"} if "hash" in generator else {})}
    given = [*(["encrypt.format=luks"] if prefix else []), *(f"{prefix}{name}={value}" for name, value in options.items())]
    path = tmp_path / "image"
    subprocess.run(["qemu-img", "create", "-q", "-f", form, "--object", "secret,id=s,data=passphrase", "-o", ",".join(given), path, "8M"],
                   check=True)
    assert luks.encryption_of(path) == {"cipher": {"name": "aes", "size": 256, "mode": mode, "hash": "sha512"}, "ivgen": generator}
