# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unknown models of processors and interfaces. libvirt defines such a guest, which then cannot start, and cannot be given the device."""

from __future__ import annotations

import re
import subprocess

from .._actions.domain import Attach, Replug
from .._model import xml
from .._model.errors import Unsupported
from .session import libvirt

# Models of interfaces that libvirt knows, and has names for that QEMU does not have: src/conf/domain_conf.c, virDomainNetModel.
# It gives any other to QEMU as it is.
LIBVIRTS = ("netfront", "rtl8139", "virtio", "e1000", "e1000e", "igb", "virtio-transitional", "virtio-non-transitional", "usb-net",
            "spapr-vlan", "lan9118", "scm91c111", "vlance", "vmxnet", "vmxnet2", "vmxnet3", "Am79C970A", "Am79C973", "82540EM", "82545EM",
            "82543GC")
_DEVICE = re.compile(r'(?:^name|, alias) "([^"]+)"', re.MULTILINE)
# Where libvirt itself looks the name of a processor's model up: src/cpu/cpu_x86.c.
_X86 = ("x86_64", "i686")


def refuse_unknown(session, plan, observed, runs):
    """Refuse, or only warn where the guest is not to run, that it would have a model that is not known."""
    if session.driver != "qemu":
        return
    for message, remedy in (*_processor(session, plan, observed), *_interfaces(session, plan, observed)):
        if runs:
            raise Unsupported(message, remedy=remedy)
        plan.warnings.append(f"{plan.kind} '{plan.name}': {message}. The guest cannot start with it. {remedy}")


def _arch(session, config):
    elem = config.find("./os/type")
    return (elem.get("arch") if elem is not None else None) or session.native_arch


def _processor(session, plan, observed):
    """What is wrong with the model of the processors, and what to do."""
    cpu, arch = plan.config.find("./cpu"), _arch(session, plan.config)
    model = cpu.findtext("./model") if cpu is not None and cpu.get("mode", "custom") == "custom" else None
    if not model or arch not in _X86 or (observed is not None and observed.config.findtext("./cpu/model") == model):
        return
    try:
        known = session.conn.getCPUModelNames(arch, 0)
    except libvirt.libvirtError:
        return
    if known and model not in known:
        yield f"cpu.model: libvirt knows no processor '{model}'", f"Correct cpu.model: virsh cpu-models {arch} lists what it knows."


def _interfaces(session, plan, observed):
    """What is wrong with the models of the interfaces, and what to do."""
    held = {elem.get("type") for elem in observed.config.iterfind("./devices/interface/model")} if observed is not None else set()
    given = [(f"interfaces[{number}]", elem) for number, elem in enumerate(plan.config.iterfind("./devices/interface"))]
    given += [(action.options[-1], xml.parse(action.xml)) for action in plan.actions if isinstance(action, (Attach, Replug))]
    models = [(option, elem.find("./model")) for option, elem in given if elem.tag == "interface"]
    named = [(option, elem.get("type")) for option, elem in models if elem is not None and elem.get("type")]
    unknown = [(option, model) for option, model in named if model not in held and model not in LIBVIRTS]
    devices = _devices(session, plan.config) if unknown else None
    for option, model in unknown if devices else ():
        if model not in devices:
            yield f"{option}.model: the guest's QEMU has no device '{model}'", "Correct the model, such as virtio or e1000e."


def _devices(session, config):
    """The names of the devices of a guest's QEMU; None where they cannot be listed. Only programs that libvirt itself runs are run."""
    arch = session.capabilities.find(f"./guest/arch[@name='{_arch(session, config)}']")
    offered = [] if arch is None else [elem.text for elem in arch.iter("emulator")]
    program = config.findtext("./devices/emulator") or (offered[0] if offered else None)
    if not session.local or program not in offered:
        return None
    try:
        done = subprocess.run((program, "-device", "help"), capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return None if done.returncode else frozenset(_DEVICE.findall(done.stdout))
