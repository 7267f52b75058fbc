# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that hold an IP address and the length of its prefix."""

from __future__ import annotations

import ipaddress

from .._model.errors import Invalid
from .._model.model import Model


class Addressed(Model):
    """A model with `address` and `prefix`, perhaps `netmask`: the length may also stand behind the address, `10.0.0.1/24`."""

    @classmethod
    def validate(cls, data, where, seen):
        if isinstance(data, dict) and "/" in str(data.get("address") or ""):
            data = _split(data, where)
        return super().validate(data, where, seen)


def _split(data, where):
    """The options with the length beside the address; both must agree where both are given."""
    at = f"{where}.address"
    address, _slash, length = str(data["address"]).partition("/")
    try:
        network = ipaddress.ip_interface(f"{address.strip()}/{length.strip()}").network
    except ValueError as error:
        raise Invalid(at, str(error), "Write an address and the length of its prefix, such as 10.0.0.1/24.") from None
    for option, own in (("prefix", network.prefixlen), ("netmask", str(network.netmask))):
        if data.get(option) is not None:
            if str(data[option]).strip() != str(own):
                raise Invalid(f"{where}.{option}", f"'{data[option]}' and the address {data['address']} do not agree",
                              f"Leave {option} out, or write {own}.")
            return {**data, "address": address}
    return {**data, "address": address, "prefix": network.prefixlen}


def ip_network(desired, where):
    """The network of an address with netmask or prefix, or None where neither is declared."""
    if ":" in str(desired["address"]):  # libvirt takes an address without a family for one of IPv4
        desired.setdefault("family", "ipv6")
    length = desired.get("netmask", desired.get("prefix"))
    if length is None:
        return None
    try:
        network = ipaddress.ip_network(f"{desired['address']}/{length}", strict=False)
    except ValueError as error:
        raise Invalid(where, str(error), "Give a mask or prefix of the address's own family.") from None
    if desired.get("family") and desired["family"] != f"ipv{network.version}":
        raise Invalid(f"{where}.family", f"{desired['address']} is not of {desired['family']}", f"Write ipv{network.version}.")
    return network
