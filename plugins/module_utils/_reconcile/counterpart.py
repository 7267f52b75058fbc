# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which device of a running guest is the one of its configuration, and whether the guest can give it back.

Configuration and guest have addresses of their own: one that waits in the configuration may have that of another one in the guest.
So an address identifies nothing. It only tells devices apart that are identified already.
"""

from __future__ import annotations

from .._model import xml
from .hotplug import why_not_detach

# What identifies a device without an alias of the user's: the element, and those of its attributes that do. It is that alone, also
# where the guest has no such device. Devices that are not named here are identified by all that the configuration says of them.
_IDENTITY = {
    "disk": ("./target", ("dev",)),
    "interface": ("./mac", ("address",)),
    "filesystem": ("./target", ("dir",)),
    "channel": ("./target", ("type", "name", "address", "port")),
    "controller": (".", ("type", "index")),
    "shmem": (".", ("name",)),
}
# Identified by what it is of the host.
_BY_SOURCE = ("hostdev",)
# What the guest says otherwise although the device is the same.
_NOT_IDENTITY = ("alias", "address")
_STATUS = ("state", "index", "startupPolicy")
_USER_ALIAS = "ua-"


def live_counterpart(elem, node, observed):
    """The device of the running guest that is `elem` of the configuration, or None; and why the guest cannot give it back, or None.

    Where two devices of the guest may be it, or one may be that of another, none is: the guest would lose the wrong one.
    """
    configured, running = (xml.find_all(root, node.path.steps) for root in (observed.config, observed.live))
    found, known = _counterpart(elem, configured, running)
    if not known:
        return None, "which one of the running guest it is cannot be told"
    return found, None if found is None else why_not_detach(found, observed.live)


def _counterpart(elem, configured, running):
    """The counterpart or None, and whether that is certain."""
    aliases = {_user_alias(other) for other in configured} & {_user_alias(live) for live in running} - {None}
    fits = {id(other): [live for live in running if _is_of(other, live, aliases)] for other in (*configured, elem)}
    found = fits[id(elem)]
    if not found:
        # A device of the guest that belongs to none of the configuration may be this one, as it was before a change that waits.
        taken = {id(live) for other in configured for live in fits[id(other)]}
        return None, _identity(elem) is not None or all(id(live) in taken for live in running)
    rivals = [other for other in configured if other is not elem and fits[id(other)] and _all_in(fits[id(other)], found)]
    if len(found) <= len(rivals):
        return None, False
    if len(found) > 1:
        found = [live for live in found if _facts(elem.find("address")) <= _facts(live.find("address"))]
    return (found[0], True) if len(found) == 1 else (None, False)


def _all_in(some, others):
    return {id(elem) for elem in some} <= {id(elem) for elem in others}


def _is_of(elem, live, aliases):
    """True where a device of the guest is one of the configuration, as far as this device says what it is.

    `aliases` are those of the user's that both know: such a device is identified by its alias alone.
    """
    if _user_alias(elem) in aliases or _user_alias(live) in aliases:
        return _user_alias(elem) == _user_alias(live)
    mine = _identity(elem)
    if mine is not None:
        return mine == _identity(live)
    if elem.tag in _BY_SOURCE:
        kind = [(side.get("mode"), side.get("type"), side.find("source") is None) for side in (elem, live)]
        return kind[0] == kind[1] and _facts(elem.find("source"), elem.tag) <= _facts(live.find("source"), elem.tag)
    return _facts(elem) <= _facts(live)


def _user_alias(elem):
    name = elem.find("alias").get("name") if elem.find("alias") is not None else None
    return name if name and name.startswith(_USER_ALIAS) else None


def _identity(elem):
    """What identifies a device by itself, or None where it says no such thing."""
    path, names = _IDENTITY.get(elem.tag, (None, ()))
    part = elem.find(path) if path else None
    found = [] if part is None else [(name, part.get(name).lower()) for name in names if part.get(name)]
    # The type of a channel or a controller alone is no identity.
    return found if len(found) > 1 or (found and len(names) == 1) else None


def _facts(elem, above=""):
    """All that an element says, but for its aliases, its addresses in the guest, and status."""
    if elem is None:
        return set()
    place = f"{above}/{elem.tag}"
    found = {(place, None, elem.text.strip())} if elem.text and elem.text.strip() else {(place, None, None)}
    found.update((place, name, value) for name, value in elem.attrib.items() if name not in _STATUS)
    for child in elem:
        if above or child.tag not in _NOT_IDENTITY:
            found |= _facts(child, place)
    return found
