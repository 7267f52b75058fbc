# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libxl wrote during an operation is told with its failure, and nothing that it wrote before."""

from __future__ import annotations

from pathlib import Path

import libvirt
import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import libxl, session
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError

AT = "2026-11-27 17:47:16.706+0000: "
# As libxl 4.17 writes it.
LINES = [
    "xc: panic: xg_dom_core.c:205: failed to open file '/srv/gone': No such file or directory: Internal error",
    "libxl: libxl_dom.c:646:libxl__build_pv: xc_dom_kernel_file failed: No such file or directory",
    "libxl: libxl_create.c:1640:domcreate_rebuild_done: Domain 1:cannot (re-)build domain: -3",
    "libxl: libxl_domain.c:1183:libxl__destroy_domid: Domain 1:Non-existant domain",
]


def failed(message: str, lines: list[str], domain: int = libvirt.VIR_FROM_LIBXL) -> str:
    """What is said of a start that fails when libxl has written these lines meanwhile."""
    error = libvirt.libvirtError(message)
    error.err = (libvirt.VIR_ERR_INTERNAL_ERROR, domain, message, 2, "", None, None, -1, -1)
    with pytest.raises(HypervisorError) as told, session.errors("domain", "tiny", "start"):
        with Path(libxl.LOG).open("a", encoding="utf-8") as log:
            log.writelines(f"{AT}{line}\n" for line in lines)
        raise error
    return str(told.value)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "libxl-driver.log"
    monkeypatch.setattr(libxl, "LOG", str(path))
    return path


@pytest.mark.parametrize("before", [None, f"{AT}libxl: an older failure\n"])
def test_the_cause_is_told(log: Path, before: str | None) -> None:
    if before:
        log.write_text(before, encoding="utf-8")
    told = failed("internal error: libxenlight failed to create new domain 'tiny'", LINES)
    assert f"'tiny' ({'; '.join(LINES[:3])})" in told
    assert "libxl-driver.log" in told
    assert "older" not in told


def test_nothing_is_told_where_libxl_wrote_nothing_or_did_not_fail(log: Path) -> None:
    log.touch()
    assert failed("libxenlight failed to attach disk", []).startswith("domain 'tiny': cannot start: libxenlight failed to attach disk. ")
    assert "xc_dom" not in failed("internal error: no such thing", LINES, libvirt.VIR_FROM_XML)


def test_a_log_that_is_not_there_has_no_words(log: Path) -> None:
    assert libxl.written() == 0
    assert libxl.words_since(0) == ""
