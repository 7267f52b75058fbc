# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a person says of guests to images, seeds, volumes and domains. Pure: nothing here asks a host."""

from __future__ import annotations

import copy
import hashlib
import ipaddress
import re
import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen

Options = dict[str, Any]

# What a guest or a profile may say beside the options of the module `domain`.
OWN = (
    "image", "profile", "extends", "pool", "disk", "volumes", "networks", "address", "gateway", "dns", "mac", "hostname", "user",
    "ssh_keys", "packages", "user_data", "network_config", "first_boot", "accept",
)
OF_A_VOLUME = ("name", "capacity", "format", "pool", "dev")
OF_A_NETWORK = ("name", "address", "gateway", "dns", "mac")
OF_AN_IMAGE = ("url", "path", "checksum", "user", "pool")
# A guest's identity comes from its name and the site's word: it is the same guest wherever it is made.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/anvil-collections/anvil.hypervisor/guests")
# On these machine types each device that comes later takes a port of its own: libvirt.org/pci-hotplug.html
WITH_PCI_EXPRESS, PORTS = ("q35", "pc-q35", "virt"), 20
# A volume is GUEST-PART, and no part has a hyphen: volumes of two guests never have one name.
SYSTEM, SEED, _PART = "system", "seed", re.compile(r"[A-Za-z0-9_]+")
_SYSTEM_DEV, _SEED_DEV = "vda", "vdz"
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class Guest:
    """What identifies a guest of a list."""

    kind = "guest"
    BESIDE_NAME = ()

    @staticmethod
    def named(data: Options) -> str | None:
        """A guest's name, where it is text."""
        return data["name"] if isinstance(data.get("name"), str) else None


class Site(NamedTuple):
    """What all guests of a host have in common.

    `site` is a word, from which identities come. `profiles` and `images` are by their names. `pool` is for what names none. `domain`
    has the options of the module `domain` for guests that do not declare them. Guests of images that are `missing` (POOL/NAME) are left
    out, and disks of seeds that are `unwritten`.
    """

    site: str
    profiles: Mapping[str, Options] = MappingProxyType({})
    images: Mapping[str, Options] = MappingProxyType({})
    pool: str = "default"
    domain: Mapping[str, Any] = MappingProxyType({})
    missing: Sequence[str] = ()
    unwritten: Sequence[str] = ()


def expand(guests: list[Options], site: Site, failures: list[HypervisorError]) -> dict[str, list[Options]]:
    """The arguments of `image` and of `seed`, and those of `resources`, for guests of a host. What is refused is added to `failures`."""
    made: dict[str, list[Any]] = {"images": [], "seeds": [], "volumes": [], "domains": [], "removed": [], "left_out": []}
    for given in guests:
        try:
            found = _expanded(given["name"], _with_profile(given, site.profiles), site)
            _accept(found)
        except HypervisorError as error:
            failures.append(error.about("guest", given["name"], "work out its declaration"))
            continue
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            wrong = Invalid("", f"an option has a value of another kind than it takes: {error}",
                            "Compare its options with ansible-doc -t role anvil.hypervisor.guests.")
            failures.append(wrong.about("guest", given["name"], "work out its declaration"))
            continue
        for kind, members in found.items():
            made[kind] += [member for member in members if member not in made[kind]]
    return made


def _accept(found: dict[str, list[Options]]) -> None:
    """Refuse what the modules would refuse, before an image is fetched or a seed is written."""
    for kind in ("volume", "domain"):
        for options in found.get(f"{kind}s", ()):
            kind_of(kind).model.accept(copy.deepcopy(options), Seen())


def _with_profile(given: Options, profiles: Mapping[str, Options]) -> Options:
    """A guest with what its profile says, and the profile that this one extends; the nearest word on an option wins."""
    merged, chain, following = dict(given), [], given.get("profile")
    while following:
        if following in chain:
            raise Invalid("profile", f"{following} extends itself, by {' and '.join([*chain, following])}", "Let one of them extend none.")
        if following not in profiles:
            raise Invalid("profile", f"there is no {following}", f"Choose of: {', '.join(sorted(profiles)) or 'none'}.")
        chain.append(following)
        merged = {**profiles[following], **merged}
        following = profiles[following].get("extends")
    # With null a guest takes back what its profile says.
    return {option: value for option, value in merged.items() if option not in ("profile", "extends") and value is not None}


def _expanded(name: str, guest: Options, site: Site) -> dict[str, list[Options]]:
    """What one guest needs."""
    if guest.get("state") == "absent":
        # What it was made of stays: its volumes hold data.
        return {"domains": [{option: value for option, value in guest.items() if option in ("name", "state", "force", "timeout")}],
                "removed": [{"name": f"{name}-{SEED}", "pool": guest.get("pool", site.pool)}]}
    pool = guest.get("pool", site.pool)
    image = _image(guest, site.images, pool)
    if image and image["place"] in site.missing:
        return {"left_out": [name]}
    _refuse_both(guest, "disks", ("image", "disk", "volumes"))
    _refuse_both(guest, "interfaces", ("networks",))
    networks = _networks(guest, f"{site.site}/{name}")
    volumes = _volumes(name, guest, pool)
    identity = str(guest.get("uuid") or uuid.uuid5(_NAMESPACE, f"{site.site}/{name}"))
    disks = [_disk(volume, dev) for volume, dev in volumes]
    made: dict[str, list[Options]] = {"volumes": [volume for volume, _dev in volumes]}
    if image or guest.get("disk"):
        system = {"name": f"{name}-{SYSTEM}", "pool": pool, "format": "qcow2"}
        if image:
            system["clone_from"] = {"pool": image["pool"], "volume": volume_of(image)}
        if guest.get("disk"):
            system["capacity"] = guest["disk"]
        made["volumes"].insert(0, system)
        disks.insert(0, _disk(system, _SYSTEM_DEV))
    if image:
        seed = {"name": f"{name}-{SEED}", "pool": pool, "instance_id": identity, "hostname": _hostname(name, guest),
                "user_data": _user_data(guest, site.images), "network_config": guest.get("network_config") or _network_config(networks)}
        made["images"], made["seeds"] = [image], [{**seed, **_first_boot(guest)}]
        if seed["name"] not in site.unwritten:
            disks.append({"target": {"dev": _SEED_DEV, "bus": "virtio"}, "source": {"pool": pool, "volume": seed["name"]},
                          "driver": {"name": "qemu", "type": "raw"}, "readonly": True})
    interfaces = [{"source": {"network": network["name"]}, "mac": network["mac"], "model": "virtio"} for network in networks]
    own = {option: value for option, value in guest.items() if option not in OWN}
    domain = {"name": name, **site.domain, "uuid": identity, "disks": disks, "interfaces": interfaces, **own}
    if str(domain.get("os", {}).get("machine")).startswith(WITH_PCI_EXPRESS):
        domain.setdefault("controllers", [{"type": "pci", "index": 1 + port, "model": "pcie-root-port"} for port in range(PORTS)])
    made["domains"] = [domain]
    return made


def _refuse_both(guest: Options, option: str, others: tuple[str, ...]) -> None:
    """Refuse a complete list of devices beside what devices are made of: they would be lost."""
    beside = [other for other in others if guest.get(other)]
    if option in guest and beside:
        raise Invalid(option, f"it would replace what {' and '.join(beside)} {'make' if len(beside) > 1 else 'makes'}",
                      f"Declare all devices in {option}, or none.")


def _list(guest: Options, option: str) -> list[Any]:
    """The members of a list."""
    found = guest.get(option) or []
    if not isinstance(found, list):
        raise Invalid(option, f"it is {found!r}, and a list is meant", f"Write it as a list: {option}: [...].")
    return found


def _first_boot(guest: Options) -> Options:
    """The options of the seed that say whether the guest has had its first boot."""
    word = guest.get("first_boot")
    if word not in (None, "done", "again"):
        raise Invalid("first_boot", f"it is '{word}'", "Choose of: done, again.")
    told = {"done": {"spent": True}, "again": {"first_boot": "again"}}.get(word, {})
    return {**told, "accept": guest["accept"]} if "accept" in guest else told


def _hostname(name: str, guest: Options) -> str:
    found = str(guest.get("hostname", name))
    if not all(_LABEL.fullmatch(label) for label in found.lower().split(".")):
        raise Invalid("hostname", f"'{found}' is no name of a host", "Declare a hostname of letters, digits and hyphens.")
    return found


def volume_of(image: Options) -> str:
    """The name of the volume that the module `image` makes."""
    return f"{image['name']}-{image['checksum'].partition(':')[2][:12]}"


def _image(guest: Options, images: Mapping[str, Options], pool: str) -> Options | None:
    """The arguments of `image` for the guest's image."""
    name = guest.get("image")
    if name is None:
        return None
    if name not in images:
        raise Invalid("image", f"there is no {name}", f"Choose of: {', '.join(sorted(images)) or 'none'}.")
    _known(f"guests_images.{name}", images[name], OF_AN_IMAGE)
    checksum = str(images[name].get("checksum")).lower()
    if not re.fullmatch(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}", checksum):
        raise Invalid(f"guests_images.{name}.checksum", "it has to be sha256: and 64 hex digits, or sha512: and 128",
                      "Declare the checksum of the image's file.")
    image = {"name": name, "pool": pool, **{option: value for option, value in images[name].items() if option != "user"}}
    return {**image, "checksum": checksum, "place": f"{image['pool']}/{name}"}


def _known(what: str, given: Options, options: tuple[str, ...]) -> None:
    """Refuse options that there are not."""
    unknown = [str(option) for option in given if option not in options]
    if unknown:
        raise Invalid(what, f"there is no option {', '.join(unknown)}", f"Choose of: {', '.join(options)}.")


def _volumes(name: str, guest: Options, pool: str) -> list[tuple[Options, str]]:
    """The guest's own volumes, each with the name of its disk, which it keeps when the list changes."""
    found: list[tuple[Options, str]] = []
    taken = {_SYSTEM_DEV: "of the system", _SEED_DEV: "of the seed"}
    for number, given in enumerate(_list(guest, "volumes")):
        at = f"volumes[{number}]"
        _known(at, given, OF_A_VOLUME)
        if not given.get("name") or not given.get("capacity"):
            raise Invalid(at, "a volume needs name and capacity", "Declare both.")
        if not _PART.fullmatch(str(given["name"])) or given["name"] in (SYSTEM, SEED):
            raise Invalid(f"{at}.name", f"'{given['name']}' is not letters, digits and underscores, or is {SYSTEM} or {SEED}",
                          "Choose another name.")
        dev = given.get("dev") or _dev_of(given["name"])
        if dev in taken:
            raise Invalid(at, f"its disk would be {dev}, as that {taken[dev]}", "Declare another dev, such as vdb.")
        taken[dev] = f"of {given['name']}"
        found.append(({"name": f"{name}-{given['name']}", "pool": given.get("pool") or pool, "format": given.get("format") or "qcow2",
                       "capacity": given["capacity"]}, dev))
    return found


def _dev_of(volume: str) -> str:
    """A disk's name of two letters that follows from the volume's: vdaa to vdzz."""
    number = int.from_bytes(hashlib.sha256(volume.encode()).digest()[:4], "big") % 26**2
    return f"vd{chr(97 + number // 26)}{chr(97 + number % 26)}"


def _disk(volume: Options, dev: str) -> Options:
    return {"target": {"dev": dev, "bus": "virtio"}, "source": {"pool": volume["pool"], "volume": volume["name"]},
            "driver": {"name": "qemu", "type": volume["format"], "discard": "unmap"}}


def _networks(guest: Options, identity: str) -> list[Options]:
    """The guest's networks, each with its MAC, which it keeps when the list changes."""
    networks = [{"name": one} if isinstance(one, str) else {option: value for option, value in one.items() if value is not None}
                for one in _list(guest, "networks")]
    beside = {option: guest[option] for option in OF_A_NETWORK if option in guest and option != "name"}
    if beside and len(networks) != 1:
        raise Invalid(", ".join(beside), f"the guest has {len(networks)} networks", "Declare it in one of networks.")
    times: dict[str, int] = {}
    for number, network in enumerate(networks):
        at = f"networks[{number}]"
        network.update(beside)
        _known(at, network, OF_A_NETWORK)
        if not network.get("name"):
            raise Invalid(at, "it names no network", "Declare its name.")
        if network.get("gateway") and not network.get("address"):
            raise Invalid(f"{at}.gateway", "the guest asks DHCP, which tells it the gateway", "Declare the address, too, or no gateway.")
        if "address" in network:
            _check_address(at, network)
        times[network["name"]] = times.get(network["name"], 0) + 1
        network.setdefault("mac", _mac(f"{identity}/{network['name']}/{times[network['name']]}"))
    return networks


def _check_address(at: str, network: Options) -> None:
    remedy = "Declare them such as address: 192.168.10.22/24 and gateway: 192.168.10.1."
    try:
        if "/" not in str(network["address"]):
            raise ValueError(f"{network['address']} lacks the length of its prefix")
        subnet = ipaddress.ip_interface(network["address"]).network
        if network.get("gateway") and not _is_reached(network["gateway"], subnet):
            raise ValueError(f"the gateway {network['gateway']} is not in {subnet}")
    except ValueError as error:
        raise Invalid(f"{at}.address", str(error), remedy) from error


def _is_reached(gateway: str, subnet: Any) -> bool:
    """A router of IPv6 has an address of the link."""
    address = ipaddress.ip_address(gateway)
    return address in subnet or (address.version == subnet.version and address.is_link_local)


def _mac(text: str) -> str:
    """A MAC of the range that libvirt gives to guests of QEMU."""
    return "52:54:00:" + ":".join(f"{byte:02x}" for byte in hashlib.sha256(text.encode()).digest()[:3])


def _network_config(networks: list[Options]) -> Options:
    """What cloud-init sets up: interfaces are found by their MACs, never by guessed names."""
    ethernets: Options = {}
    for number, network in enumerate(networks):
        entry: Options = {"match": {"macaddress": network["mac"]}, "set-name": f"eth{number}"}
        if "address" in network:
            entry["addresses"] = [str(network["address"])]
        else:
            entry["dhcp4"] = True
        if network.get("gateway"):
            everywhere = "::/0" if isinstance(ipaddress.ip_address(network["gateway"]), ipaddress.IPv6Address) else "0.0.0.0/0"
            entry["routes"] = [{"to": everywhere, "via": str(network["gateway"])}]
        if network.get("dns"):
            entry["nameservers"] = {"addresses": [str(address) for address in _list(network, "dns")]}
        ethernets[f"eth{number}"] = entry
    return {"version": 2, "ethernets": ethernets}


def _user_data(guest: Options, images: Mapping[str, Options]) -> Options | str:
    """What cloud-init does at the first boot; the keys of the guest's `user_data` win."""
    own = guest.get("user_data") or {}
    short = [option for option in ("user", "ssh_keys", "packages") if guest.get(option)]
    if isinstance(own, str):
        if short:
            raise Invalid("user_data", f"it is text, and {', '.join(short)} stand beside it", "Write them into it.")
        return own
    if not isinstance(own, Mapping):
        raise Invalid("user_data", "it is neither a dictionary nor text", "Write it as cloud-init takes it.")
    made: Options = {"ssh_pwauth": False}
    user = guest.get("user") or images[guest["image"]].get("user")
    if user:
        made["system_info"] = {"default_user": {"name": user}}
    if guest.get("ssh_keys"):
        made["ssh_authorized_keys"] = _list(guest, "ssh_keys")
    if guest.get("packages"):
        made["packages"] = _list(guest, "packages")
    return {**made, **own}
