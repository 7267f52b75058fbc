# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What libvirt's codes mean: one table, libvirt.org/html/libvirt-virterror."""

from __future__ import annotations

from .._model.errors import Conflict, ConnectionLost, Denied, HypervisorError, NotFound, Refused, Unsupported

try:
    import libvirt
except ImportError:
    libvirt = None

# What of a running guest was refused: a device that comes, goes or changes, or a value that is set.
DEVICE, VALUE = "device", "value"
# Names of VIR_ERR_*, their class, what to do, and what of a running guest waits for its next start where libvirt answers so.
# After src/qemu/qemu_hotplug.c and qemu_driver.c of 9.0 and 11.3: whatever else goes wrong is a failure, INTERNAL_ERROR above all,
# which stands for a broken image and for a kernel that refuses as well as for a missing slot.
_TABLE = (
    ("NO_DOMAIN NO_DOMAIN_SNAPSHOT NO_DOMAIN_CHECKPOINT NO_NETWORK NO_NETWORK_PORT NO_STORAGE_POOL NO_STORAGE_VOL NO_SECRET NO_NWFILTER "
     "NO_NWFILTER_BINDING", NotFound, None, ()),
    ("ACCESS_DENIED AUTH_FAILED AUTH_CANCELLED AUTH_UNAVAILABLE OPERATION_DENIED", Denied,
     "Run with become: true, or put the user into the group that owns libvirt's socket.", ()),
    ("NO_CONNECT RPC INVALID_CONN", ConnectionLost, "See that libvirt's daemon runs on the host, then run again.", ()),
    ("NO_SUPPORT CONFIG_UNSUPPORTED OPERATION_UNSUPPORTED", Unsupported,
     "libvirt's words name what it does not take: correct that option or leave it out. A newer libvirt may know it.", (DEVICE, VALUE)),
    ("ARGUMENT_UNSUPPORTED", Unsupported,
     "libvirt's words name what it does not take: correct that option or leave it out. A newer libvirt may know it.", (VALUE,)),
    ("NO_SOURCE", Unsupported,
     "libvirt's words name what it does not take: correct that option or leave it out. A newer libvirt may know it.", ()),
    ("DOM_EXIST NETWORK_EXIST STORAGE_VOL_EXIST", Conflict, None, ()),
    ("OPERATION_TIMEOUT", Conflict, None, (VALUE,)),
    ("STORAGE_POOL_BUILT", Refused, "Leave build out: the pool is then made of what is there. Or name other devices.", ()),
    # The parser's own words: they hold with or without the schema.
    ("XML_DETAIL XML_ERROR", HypervisorError, "libvirt refuses the document: correct the option that its words name.", ()),
    ("XML_INVALID_SCHEMA", HypervisorError,
     "libvirt refuses the document: correct the option that its words name. If that is right and only newer than libvirt's schema, set "
     "validate: false.", ()),
    # No control group, a kernel that refuses the value, a guest that does not answer.
    ("OPERATION_INVALID INVALID_ARG SYSTEM_ERROR AGENT_UNRESPONSIVE", HypervisorError, None, (VALUE,)),
)
_BY_CODE = {}
if libvirt is not None:
    for _names, _class, _remedy, _waits in _TABLE:
        for _name in _names.split():
            _code = getattr(libvirt, f"VIR_ERR_{_name}", None)
            if _code is not None:
                _BY_CODE[_code] = (_class, _remedy, _waits)


def meaning(code):
    """The class of error and the remedy for a code; None where the table has no remedy."""
    class_, remedy, _waits = _BY_CODE.get(code, (HypervisorError, None, ()))
    return class_, remedy


def is_gone(error):
    """True where libvirt's error says that the object is not there."""
    return meaning(error.get_error_code())[0] is NotFound


def waits(error, what):
    """True where libvirt's error says that a running guest takes this DEVICE or VALUE at its next start."""
    return what in _BY_CODE.get(error.get_error_code(), (None, None, ()))[2]
