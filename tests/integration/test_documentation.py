# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every task in the tutorial, in the how-to pages and in the modules' examples is run on a real daemon, and run again."""

from __future__ import annotations

import hashlib
import lzma
import re
import subprocess

import pytest
from bench.pages import blocks, twice
from bench.paths import ROOT
from bench.reference import MODULES, sections

PAGES = sorted([ROOT / "README.md", ROOT / "docs" / "tutorial.md", *(ROOT / "docs" / "how-to").glob("*.md")])
# Xen has to be booted for its own.
PAGES = [page for page in PAGES if "```yaml" in page.read_text(encoding="utf-8") and not page.stem.startswith("xen-")]
VARIABLES = {"ceph_key": "YW4gZXhhbXBsZQ=="}

NETWORK = {"name": "guests", "state": "active", "bridge": {"name": "virbr30"}, "ips": [{"address": "192.168.130.1", "prefix": 24}]}
POOL = {"name": "images", "type": "dir", "state": "active", "target": {"path": "/srv/images"}}
GUEST = {"name": "web", "type": "qemu", "memory": "32 MiB", "state": "running", "os": {"arch": "x86_64", "machine": "q35"}}
# What a module's examples take for granted.
GIVEN = {
    "domain": [("network", NETWORK), ("pool", POOL),
               ("volume", {"pool": "images", "name": "web.qcow2", "format": "qcow2", "capacity": "16 MiB"})],
    "image": [("pool", POOL)],
    "volume": [("pool", POOL), ("pool", {**POOL, "name": "backup", "target": {"path": "/srv/backup"}}),
               ("volume", {"pool": "images", "name": "debian-13.qcow2", "format": "qcow2", "capacity": "16 MiB"})],
    "domain_info": [("domain", GUEST)],
    "seed": [("pool", POOL)],
    "network_info": [("network", NETWORK)],
    "pool_info": [("pool", POOL)],
    "volume_info": [("pool", POOL), ("volume", {"pool": "images", "name": "web.qcow2", "format": "qcow2", "capacity": "16 MiB"})],
    "secret_info": [("secret", {"name": "client.libvirt", "usage_type": "ceph"})],
}
# Modules whose examples are run by tests of their own, on trees and hosts that they need.
ELSEWHERE = {"boot", "boot_guard", "boot_info", "hardware_capture", "hardware_info", "kernel_command_line", "libvirt_config",
             "libvirt_services", "preflight_info"}


def inside(value, server):
    """An example as a test may run it: in its own folder, emulated, with a mirror of its own, and without waiting minutes for guests that
    have no system."""
    if isinstance(value, str):
        value = value.replace("https://images.example.com/", "file:///srv/mirror/")
        return "qemu" if value == "kvm" else re.sub(r"/srv\b", str(server.storage), value)
    if isinstance(value, dict):
        return {key: 1 if key == "timeout" else inside(item, server) for key, item in value.items()}
    if isinstance(value, list):
        return [inside(item, server) for item in value]
    return value


@pytest.fixture
def variables(server):
    """What examples take from variables; the image whose digest is among them is in the mirror."""
    mirror = server.storage / "mirror" / "debian-13"
    mirror.mkdir(parents=True)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", mirror / "disk", "3G"], check=True)
    image = mirror / "debian-13-genericcloud-amd64.qcow2.xz"
    image.write_bytes(lzma.compress((mirror / "disk").read_bytes()))
    digest = hashlib.sha512(image.read_bytes()).hexdigest()
    (mirror / "SHA512SUMS").write_text(f"{digest}  {image.name}\n", encoding="utf-8")
    return {**VARIABLES, "debian_13_sha512": digest}


@pytest.mark.parametrize("page", [
    pytest.param(page, id=page.stem, marks=pytest.mark.oldest_core(*([] if page.stem == "tutorial" else ["faults"]))) for page in PAGES])
def test_page(server, variables, page):
    tasks = blocks(page)
    assert all(task.get("name") for task in tasks)
    server.play(inside(list(twice(tasks)), server), variables=variables, diff=False)


@pytest.mark.parametrize("module", [path for path in MODULES if path.stem not in ELSEWHERE], ids=lambda path: path.stem)
def test_examples(server, variables, module):
    tasks = sections(module)["EXAMPLES"]
    assert tasks, "a module without an example"
    for kind, options in GIVEN.get(module.stem, ()):
        server.module(kind, **inside(options, server))
    server.play(inside(list(twice(tasks)), server), variables=variables, diff=False)
