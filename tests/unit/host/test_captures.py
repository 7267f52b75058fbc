# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real captures, read and compared with what is known of each machine (tests/captures/captures.yml)."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.capture import archive
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.report import read
from bench import host_trees
from bench.host_trees import CAPTURES, DESCRIBED, causes, unpack
from bench.paths import CACHE
from bench.reference import documented, read_value, returned

NAMES = sorted(DESCRIBED)
ABSENT = object()
CONTAINS = read_value("hardware_info")


def at(hardware: dict, path: str):
    """The value at a dotted path; keys such as `2 MiB` hold no dot."""
    value = hardware
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value.get(key, ABSENT)
    return value


@pytest.fixture(scope="module", params=NAMES)
def capture(request):
    """Its name, and where it is unpacked: once for all runs, as long as it and what unpacks it stay as they are."""
    content = hashlib.sha256((CAPTURES / request.param).read_bytes() + Path(host_trees.__file__).read_bytes()).hexdigest()
    kept = CACHE / "captures" / content
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            root = unpack(CAPTURES / request.param, Path(folder))
            with suppress(OSError):  # another run was first
                root.rename(kept)
    return request.param, kept


def test_reads_what_is_known(capture):
    name, root = capture
    hardware = read(str(root))
    assert set(returned(hardware, CONTAINS)) <= set(documented(CONTAINS))
    assert set(hardware) == set(CONTAINS)
    expected = dict(DESCRIBED[name]["expect"])
    if "causes" in expected:
        assert causes(hardware) == expected.pop("causes")
    assert {path: at(hardware, path) for path in expected} == expected


def test_verdicts_agree_with_their_checks(capture):
    hardware = read(str(capture[1]))
    for kind in ("kvm", "xen"):
        blocking = [check["detail"] for check in hardware["checks"] if kind in check["blocks"]]
        assert hardware[kind] == {"ready": not blocking, "blockers": blocking}
    for check in hardware["checks"]:
        assert check["status"] in ("pass", "warning", "fail")
        assert (check["status"] == "pass") == (check["cause"] is None)
        assert check["detail"].endswith(".")
    if hardware["hypervisor"] != "xen":
        assert all(check["status"] == "fail" for check in hardware["checks"] if "kvm" in check["blocks"])
    json.dumps(hardware)  # a module returns it


def test_a_capture_of_a_capture_reads_the_same(capture, tmp_path):
    root = capture[1]
    first = archive(str(root))
    copy = tmp_path / "copy.tar.gz"
    copy.write_bytes(first)
    again = unpack(copy, tmp_path / "copied")
    assert read(str(again)) == read(str(root))
    assert archive(str(again)) == first


def test_there_are_enough_and_the_table_is_whole():
    stored = {path.name for path in CAPTURES.glob("*.tar.*")}
    assert stored == set(DESCRIBED)
    real = [name for name, described in DESCRIBED.items() if described["source"] and described["licence"]]
    assert len(real) >= 15  # noqa: PLR2004 -- what was promised
    readme = (CAPTURES / "README.md").read_text()
    for name, described in DESCRIBED.items():
        assert f"| `{name}` | {described['what']} | {described['source']} | {described['licence']} |" in readme
