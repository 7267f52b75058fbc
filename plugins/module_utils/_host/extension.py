# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the processor can virtualize, and if not, what exactly stands in the way."""

from __future__ import annotations

from typing import NamedTuple

from . import kernel

PRESENT = "present"
ABSENT = "extension_absent"
OFF = "extension_off_in_firmware"
HIDDEN = "extension_absent_or_off"
UNKNOWN = "extension_unknown"

_WORDS = {"GenuineIntel": "vmx", "CentaurHauls": "vmx", "Shanghai": "vmx", "AuthenticAMD": "svm", "HygonGenuine": "svm"}
_NAMES = {"vmx": "VT-x", "svm": "AMD-V (SVM)"}

# Model specific registers, Intel SDM volume 4 and AMD APM volume 2.
IA32_FEATURE_CONTROL = 0x3A
_LOCKED, _VMX_OUTSIDE_SMX = 1 << 0, 1 << 2
VM_CR = 0xC0010114
_SVM_DISABLED = 1 << 4


class Extension(NamedTuple):
    state: str
    word: str | None
    detail: str
    remedy: str | None = None


def _firmware_remedy(word: str) -> str:
    return (
        f"Switch on {_NAMES.get(word, word)} in the firmware's set-up (often under Advanced, CPU or Security; "
        "named Intel Virtualization Technology, VT-x, SVM Mode or AMD-V), then power the machine off and on."
    )


def register_number(vendor: str | None) -> int | None:
    word = _WORDS.get((vendor or "").strip())
    return {"vmx": IA32_FEATURE_CONTROL, "svm": VM_CR}.get(word or "")


def _register_says(word: str, value: int | None) -> bool | None:
    """True: off and locked by the firmware; False: on; None: it does not say."""
    if value is None:
        return None
    if word == "svm":
        return bool(value & _SVM_DISABLED)
    if not value & _LOCKED:
        return None
    return not value & _VMX_OUTSIDE_SMX


def judge(  # noqa: PLR0911 -- one way out for each of the cases that are told apart
    *,
    arch: str | None,
    vendor: str | None,
    shown: str | None,
    log: str | None,
    register: int | None,
    release: str | None,
    inside: str | None,
    container: str | None,
    xen_capabilities: str | None,
) -> Extension:
    """`xen_capabilities` is the text that Xen gives its dom0, or None where no dom0 runs."""
    if arch not in ("x86_64", "i686"):
        return _judge_other(arch, shown, log, inside)
    vendor = (vendor or "").strip()
    if not vendor:
        return Extension(UNKNOWN, None, "Nothing here names the processor: /proc/cpuinfo is missing or empty.", "Read it as root.")
    word = shown or _WORDS.get(vendor)
    if word is None:
        return Extension(
            ABSENT, None, f"Processors of {vendor} have no virtualization extension that KVM knows.", "Use another machine, or emulate."
        )

    message = kernel.off_in_firmware(log)
    if message:
        detail = f"{_NAMES[word]} is switched off in the firmware. The kernel's log says: {message}."
        return Extension(OFF, shown, detail, _outer_remedy(inside) or _firmware_remedy(word))
    off = _register_says(word, register) if inside is None else None  # an emulated register proves nothing
    if off:
        name = "IA32_FEATURE_CONTROL" if word == "vmx" else "VM_CR"
        return Extension(
            OFF, shown, f"{_NAMES[word]} is switched off in the firmware: register {name} is {register:#x}.", _firmware_remedy(word)
        )
    if shown:
        return Extension(PRESENT, shown, f"The processor offers {_NAMES[word]} ({word}).")
    if xen_capabilities is not None:
        if "hvm" in xen_capabilities:
            return Extension(PRESENT, word, f"Xen uses {_NAMES[word]} ({word}) and hides the flag from this dom0.")
        return Extension(
            HIDDEN, None, f"Xen offers no HVM guests: {_NAMES[word]} is absent or switched off in the firmware.", _firmware_remedy(word)
        )
    if inside is not None:
        return Extension(
            ABSENT, None, f"This machine is a guest ({inside}), and its hypervisor does not hand {word} through.", _outer_remedy(inside)
        )
    message = kernel.extension_denied(log)
    if message or off is False or kernel.shows_disabled_extension(word, release):
        why = f"The kernel's log says: {message}." if message else "The kernel would show it even if the firmware had switched it off."
        if off is False:
            why = "The register that switches it is on, and still the processor does not offer it."
        return Extension(ABSENT, None, f"The processor has no {word}. {why}", "Use another machine, or emulate.")
    return Extension(
        HIDDEN,
        None,
        f"The processor shows no {word}: it is absent or switched off in the firmware, and this kernel hides the difference.",
        "Look in the firmware. " + _firmware_remedy(word) + (" Ask outside of the container, too." if container else ""),
    )


def _outer_remedy(inside: str | None) -> str | None:
    if inside is None:
        return None
    return (
        "Switch on nested virtualization on the hypervisor that runs this machine (for KVM: kvm_intel or kvm_amd with nested=1 "
        "and a guest CPU of host-passthrough or host-model), or emulate."
    )


def _judge_other(arch: str | None, shown: str | None, log: str | None, inside: str | None) -> Extension:
    if shown:
        return Extension(PRESENT, shown, f"The processor offers its virtualization extension ({shown}).")
    if arch == "aarch64" and kernel.started_at_el2(log):
        return Extension(PRESENT, "el2", "The kernel's log says that the processors started at EL2.")
    message = kernel.extension_denied(log)
    if message:
        return Extension(
            ABSENT, None, f"There is no virtualization extension to use. The kernel's log says: {message}.",
            _outer_remedy(inside) or "Boot the kernel at the hypervisor's level (see the firmware's documentation), or emulate.",
        )
    return Extension(UNKNOWN, None, "This architecture's files do not show the extension: what follows goes by the device.")
