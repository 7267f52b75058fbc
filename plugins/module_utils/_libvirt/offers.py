# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guests that the host cannot run: its capabilities offer no such hypervisor, architecture or machine, or the emulator is missing."""

from __future__ import annotations

import os
import stat

from .._actions.action import Define
from .._actions.domain import StartGuest
from .._model.errors import NotFound, Unsupported

HOST_INFO = "anvil.hypervisor.host_info lists what this host can run"


def refuse_unoffered(session, plan):
    """Refuse a guest that libvirt would refuse; or only warn where it would do so at the start, and the guest is not started.

    QEMU's driver looks at all of it when the guest is defined, libxl at the emulator when the guest starts. Other drivers, such as
    the test driver, define guests of any type.
    """
    starts = any(isinstance(action, StartGuest) for action in plan.actions)
    if session.driver not in ("qemu", "xen") or not (starts or any(isinstance(action, Define) for action in plan.actions)):
        return
    error = unoffered(session, plan.config) or without_emulator(session, plan.config)
    if error is None:
        return
    if starts or session.driver == "qemu" or isinstance(error, Unsupported):
        raise error.about(plan.kind, plan.name, "start" if starts else "define")
    plan.warnings.append(f"{plan.kind} '{plan.name}': {error.message}. The guest cannot start with it. {error.remedy}")


def unoffered(session, config):
    """The error that the capabilities of the host do not offer what a guest is, or None."""
    os_type, kind, emulator = config.find("./os/type"), config.get("type"), config.findtext("./devices/emulator")
    word, arch, machine = ((None,) * 3 if os_type is None else (os_type.text, os_type.get("arch"), os_type.get("machine")))
    offers = session.capabilities.findall("./guest")
    if emulator and emulator not in {elem.text for guest in offers for elem in guest.iter("emulator")}:
        return None  # libvirt asks that program what it can run
    if arch:
        offers = _having(offers, "./arch", "name", arch)
        if not offers:
            return Unsupported(f"os.arch: the host offers no {arch}", remedy=(
                f"Install the emulator for {arch} on the host, or correct os.arch: {HOST_INFO}."))
    offers = _having(offers, "./arch/domain", "type", kind)
    if not offers and kind == "kvm":
        return Unsupported(f"type: the host offers no KVM{f' for {arch}' if arch else ''}", remedy=(
            "anvil.hypervisor.hardware_info says why. Set type: qemu to have the guest emulated."))
    if not offers and kind:
        return Unsupported(f"type: the host offers no {kind}", remedy=f"Correct type: {HOST_INFO}.")
    words = {guest.findtext("./os_type") for guest in offers}
    if word and word not in words and (word, kind) != ("linux", "xen"):  # an old word for xen
        return Unsupported(f"os.type: the host offers no {word} with type {kind}", remedy=f"Correct os.type: {HOST_INFO}.")
    offers = _having(offers, "./arch", "name", arch or session.native_arch) or offers
    machines = {name for guest in offers for elem in guest.iter("machine") for name in (elem.text, elem.get("canonical"))}
    if machine and machine not in machines and session.driver == "qemu":
        return Unsupported(f"os.machine: the host offers no {machine}", remedy=f"Correct os.machine: {HOST_INFO}.")
    return None


def _having(guests, path, attribute, value):
    """Those of what the capabilities offer that have an element with a value."""
    return [guest for guest in guests if any(elem.get(attribute) == value for elem in guest.iterfind(path))]


def without_emulator(session, config):
    """The error that the program of a guest is missing or cannot be run, or None, also where nobody can tell.

    libxl looks at that of an HVM guest only: src/libxl/libxl_conf.c.
    """
    path = config.findtext("./devices/emulator")
    if not path or not path.startswith("/") or not session.local or (session.driver == "xen" and config.findtext("./os/type") != "hvm"):
        return None
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return NotFound(f"emulator: {path} does not exist", remedy=f"Install the program {path} on the host, or correct emulator.")
    except OSError:
        return None
    if not stat.S_ISREG(mode) or not mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH):
        return NotFound(f"emulator: {path} is no program that can be run", remedy="Correct emulator, or the permissions of the file.")
    return None
