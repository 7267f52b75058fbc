# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests that a host cannot run, by its capabilities as data."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Define
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.domain import Attach, StartGuest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.offers import refuse_unoffered
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError

QEMU = """<capabilities><guest><os_type>hvm</os_type><arch name='x86_64'><emulator>/usr/bin/env</emulator>
<machine canonical='pc-q35-9.2'>q35</machine><machine>pc-q35-9.2</machine><domain type='qemu'/></arch></guest>
<guest><os_type>hvm</os_type><arch name='aarch64'><emulator>/usr/bin/id</emulator>
<machine>virt</machine><domain type='qemu'/></arch></guest>
</capabilities>"""
# After src/libxl/libxl_capabilities.c: the emulator is what an HVM guest has.
XEN = """<capabilities><guest><os_type>xen</os_type><arch name='x86_64'><machine>xenpv</machine><domain type='xen'/></arch></guest>
<guest><os_type>hvm</os_type><arch name='x86_64'><machine>xenfv</machine><domain type='xen'/></arch></guest></capabilities>"""
TEST = """<capabilities><guest><os_type>hvm</os_type><arch name='i686'><domain type='test'/></arch></guest></capabilities>"""
HOSTS = {"qemu": QEMU, "xen": XEN, "test": TEST}


def looked_at(driver, kind="qemu", os="", emulator="", steps=("define",)):
    """The warnings, or the error that refuses the guest."""
    emulator = emulator and f"<emulator>{emulator}</emulator>"
    config = xml.parse(f"<domain type='{kind}'><os>{os}</os><devices>{emulator}</devices></domain>")
    session = SimpleNamespace(driver=driver, local=driver != "test", native_arch="x86_64", capabilities=xml.parse(HOSTS[driver]))
    actions = {"define": Define(xml=""), "start": StartGuest(), "attach": Attach(xml="")}
    plan = SimpleNamespace(kind="domain", name="g", config=config, warnings=[], actions=[actions[step] for step in steps])
    try:
        refuse_unoffered(session, plan)
    except HypervisorError as error:
        return f"{error.code} {error}"
    return plan.warnings


Q35, PC = "<type arch='x86_64' machine='q35'>hvm</type>", "<type arch='x86_64' machine='pc'>hvm</type>"


@pytest.mark.parametrize(("options", "message", "remedy"), [
    ({"kind": "kvm"}, "type: the host offers no KVM", "Set type: qemu"),
    ({"kind": "kvm", "os": Q35}, "type: the host offers no KVM for x86_64", "anvil.hypervisor.hardware_info says why"),
    ({"kind": "xen"}, "type: the host offers no xen", "Correct type"),
    ({"os": "<type arch='riscv64'>hvm</type>"}, "os.arch: the host offers no riscv64", "Install the emulator for riscv64"),
    ({"os": PC}, "os.machine: the host offers no pc", "Correct os.machine"),
    ({"os": "<type machine='virt'>hvm</type>"}, "os.machine: the host offers no virt", "Correct os.machine"),
    ({"os": "<type>xen</type>"}, "os.type: the host offers no xen", "Correct os.type"),
    ({"emulator": "/nowhere/qemu"}, "emulator: /nowhere/qemu does not exist", "Install the program /nowhere/qemu"),
    ({"emulator": "/etc/passwd"}, "emulator: /etc/passwd is no program that can be run", "Correct emulator"),
    ({"emulator": "/usr/bin"}, "emulator: /usr/bin is no program that can be run", "Correct emulator"),
])
def test_k6_a_guest_that_the_host_cannot_run(options, message, remedy):
    found = looked_at("qemu", **options)
    assert message in found and remedy in found and "domain 'g': cannot define" in found
    assert "cannot start" in looked_at("qemu", **options, steps=("start",))
    assert looked_at("qemu", **options, steps=("attach",)) == [], "libvirt looks at it when the guest is defined or started"


@pytest.mark.parametrize("options", [
    {}, {"os": Q35}, {"os": "<type machine='pc-q35-9.2'>hvm</type>"}, {"os": "<type arch='aarch64' machine='virt'>hvm</type>"},
    # What a program of the user's own can run, libvirt asks that program.
    {"kind": "kvm", "os": PC, "emulator": "/usr/bin/true"},
])
def test_k6_a_guest_that_the_host_can_run(options):
    assert looked_at("qemu", **options) == []


def test_k6_what_libxl_looks_at():
    assert looked_at("xen", "xen", "<type arch='x86_64' machine='another'>hvm</type>") == []
    assert looked_at("xen", "xen", "<type>linux</type>") == []
    assert "the host offers no KVM" in looked_at("xen", "kvm")
    assert "os.type: the host offers no xenpvh" in looked_at("xen", "xen", "<type>xenpvh</type>")
    hvm = "<type>hvm</type>"
    (warning,) = looked_at("xen", "xen", hvm, "/nowhere/qemu")
    assert "/nowhere/qemu does not exist. The guest cannot start with it" in warning
    assert "not_found" in looked_at("xen", "xen", hvm, "/nowhere/qemu", ("define", "start"))
    assert looked_at("xen", "xen", "<type>xen</type>", "/nowhere/qemu", ("define", "start")) == []


def test_k6_the_test_driver_defines_any_guest():
    assert looked_at("test", "kvm", PC, "/nowhere/qemu") == []
