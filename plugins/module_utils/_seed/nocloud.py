# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that cloud-init reads from a seed at the first boot of a guest, after its data source NoCloud.

cloud-init takes a seed that has both `user-data` and `meta-data`. Managed nodes have no library for YAML, so dictionaries are
written as JSON, which YAML 1.1 reads where strings and numbers are written with some care.
"""

from __future__ import annotations

import json
import math
import re

LABEL = "cidata"
META, USER, NETWORK, VENDOR = "meta-data", "user-data", "network-config", "vendor-data"
# The names of the guest and of its instance in meta-data.
INSTANCE, HOSTNAME = "instance-id", "local-hostname"
CONFIG = "#cloud-config\n"
# How a text begins that cloud-init knows what to do with: cloudinit/handlers/__init__.py.
HEADERS = ("#cloud-config", "#!", "#include", "#cloud-boothook", "#part-handler", "## template: jinja")
# By what cloud-init takes a text for a MIME message, if it is among the first bytes: cloudinit/user_data.py.
_MIME, _MIME_WITHIN = b"mime-version:", 4096
_MAIL_HEADER = re.compile(r"[A-Za-z-]+:")
# What PyYAML refuses in a text or takes for the end of a line, and JSON leaves as it is; and what would make a MIME message of it.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|m(?=ime-version:)", re.IGNORECASE)
# PyYAML finds no longer key in a flow mapping.
LONGEST_KEY = 1000
_VERSIONS = (1, 2)


def misread(text):
    """Why cloud-init would not read a text as what it is; None where it would."""
    mime = _MIME in text.encode(errors="replace")[:_MIME_WITHIN].lower()
    if text.startswith(HEADERS):
        return "has 'MIME-Version:' near its beginning, by which cloud-init would take it for a MIME message" if mime else None
    return None if mime and _MAIL_HEADER.match(text) else "begins with no header that cloud-init knows, which would ignore it"


def dump(value):
    """A value as JSON that YAML 1.1 reads as the same value. ValueError says which value has no such form, and quotes none."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list):
        return f"[{', '.join(map(dump, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)}: {dump(item)}' for key, item in value.items())}}}"
    raise ValueError(f"holds a {type(value).__name__}, which YAML has no form for")


def _string(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a pair of surrogates, which is no character") from None
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _key(key):
    if not isinstance(key, str):
        raise ValueError("has a key that is no string")
    if len(key) > LONGEST_KEY:
        raise ValueError(f"has a key of more than {LONGEST_KEY} characters")
    return _string(key)


def _number(value):
    if not math.isfinite(value):
        raise ValueError("holds a number that is not finite")
    digits, exponent, power = repr(value).partition("e")
    # YAML 1.1 takes a number without a point for a string.
    return f"{digits}{'' if '.' in digits else '.0'}{exponent}{power}"


def _data(value):
    """A file of cloud-config from a dictionary, or from a text as it stands."""
    if isinstance(value, str):
        return value.encode()
    return f"{CONFIG}{dump(value or {})}\n".encode()


def network_version(config):
    """The version of a network configuration; None where it has none that cloud-init knows. The key `network` of Netplan is none."""
    version = config.get("version")
    return version if isinstance(version, int) and not isinstance(version, bool) and version in _VERSIONS else None


def declared(desired):
    """What is declared of a seed, as bytes by option: what `Record` keeps digests of."""
    return {
        "instance_id": desired["instance_id"].encode(),
        "hostname": desired["hostname"].encode(),
        "user_data": _data(desired.get("user_data")),
        "meta_data": dump(desired.get("meta_data") or {}).encode(),
        "network_config": f"{dump(desired['network_config'])}\n".encode() if desired.get("network_config") else b"",
        "vendor_data": _data(desired["vendor_data"]) if desired.get("vendor_data") else b"",
    }


def files(desired, generation=0):
    """The files of a seed by name. `generation` says how many times the guest was to begin anew under its instance id."""
    parts = declared(desired)
    instance = desired["instance_id"] if not generation else f"{desired['instance_id']}-{generation}"
    found = {META: _meta(instance, desired["hostname"], desired.get("meta_data")), USER: parts["user_data"],
             NETWORK: parts["network_config"], VENDOR: parts["vendor_data"]}
    return {name: data for name, data in found.items() if data}


def _meta(instance, hostname, more=None):
    return f"{dump({INSTANCE: instance, HOSTNAME: hostname, **(more or {})})}\n".encode()


def spent(held):
    """What stays of the files of a seed after the first boot: the same instance, the same name and the same network."""
    meta = contents(held[META])
    kept = {META: _meta(meta[INSTANCE], meta[HOSTNAME]), USER: _data({})}
    return {**kept, NETWORK: held[NETWORK]} if NETWORK in held else kept


def contents(data):
    """The dictionary that a file was written from, or None for a text."""
    try:
        found = json.loads(data[len(CONFIG):] if data.startswith(f"{CONFIG}{{".encode()) else data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
