# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a secret, after libvirt.org/formatsecret."""

from __future__ import annotations

import base64
import binascii

from .._model import xml
from .._model.codecs import STR, UUID, YES_NO, Codec
from .._model.errors import Invalid
from .._model.model import Object
from .._model.node import IMMUTABLE, LIVE
from .._model.values import Field, Option
from .common import state_option, validate_option, xml_option

# REMOTE_SECRET_VALUE_MAX of libvirt's src/remote/remote_protocol.x.
LARGEST = 65536

# The element that holds the usage's name, by type; `name` for the others.
TAGS = {"volume": "volume", "iscsi": "target"}


class UsageName(Codec):
    """What a secret is for: an element whose name depends on the type beside it."""

    hint = "the name of the usage"

    def fetch(self, elem, attr):
        return elem.findtext(TAGS.get(elem.get("type"), "name"))

    def store(self, elem, attr, value):
        xml.ensure(elem, ((TAGS.get(elem.get("type"), "name"), ()),)).text = value


class Secret(Object):
    """A password or key that libvirt keeps for storage, TLS or a TPM."""

    kind = "secret"
    plural = "secrets"
    root = "secret"
    change = LIVE

    state = state_option(("present", "absent"), "Whether the secret is there.")
    usage_type = Field("./usage/@type", STR, "What the secret is for. Required for a new one.",
                       choices=("volume", "ceph", "iscsi", "tls", "vtpm"), change=IMMUTABLE)
    name = Field("./usage", UsageName(), "Name of the secret's usage, by which pools and disks find it. A secret without a usage is "
                 "named by its UUID.", change=IMMUTABLE)
    value = Option(STR, "The value, as text. It is never shown.", secret=True)
    value_base64 = Option(STR, "The value in Base64, for what is not text. It is never shown.", secret=True)
    update_value = Option(STR, "When the value of a private secret is set, since libvirt does not give it back to be compared. "
                          "V(always) reports a change at each run.", choices=("on_create", "always"), default="on_create")
    xml = xml_option("secret")
    validate = validate_option()
    uuid = Field("./uuid", UUID, "UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.",
                 change=IMMUTABLE, derived="uuid")
    description = Field("./description", STR, "Description of the secret, for people.")
    ephemeral = Field("./@ephemeral", YES_NO, "Whether the secret is kept in memory alone.", absent=False)
    private = Field("./@private", YES_NO, "Whether libvirt never gives the value out. This cannot be undone.", absent=False)

    exclusive = (("value", "value_base64"),)

    @classmethod
    def check(cls, desired, where):
        if desired.get("usage_type") == "volume" and desired["state"] != "absent" and not desired.get("name", "/").startswith("/"):
            raise Invalid(f"{where}.name" if where else "name", f"'{desired['name']}' is no absolute path, and it names a volume",
                          "Write the path of the volume, or choose another usage_type.")
        if "value_base64" in desired:
            try:
                base64.b64decode(desired["value_base64"], validate=True)
            except (binascii.Error, ValueError):
                raise Invalid(f"{where}.value_base64" if where else "value_base64", "is not Base64",
                              "Encode the value, or give it as text in value.") from None
        for option in {"value", "value_base64"} & set(desired):
            at = f"{where}.{option}" if where else option
            if not desired[option]:
                raise Invalid(at, "is empty", "Give the value, or leave it out: a secret without one is only defined.")
            if len(cls.bytes_of(desired)) > LARGEST:
                raise Invalid(at, f"has more than {LARGEST} bytes", "libvirt keeps no larger secret.")

    @classmethod
    def known_as(cls, desired):
        use, *names = (cls.effective(desired, option) for option in ("usage_type", "name", "uuid"))
        if use is None:  # libvirt finds one without a usage by its UUID, for any use
            return [(f"{each} secret", names[1]) for each in cls.nodes["usage_type"].choices] if "xml" in desired and names[1] else []
        return [(f"{use} secret", name) for name in names if name]

    @classmethod
    def options_beside_xml(cls, desired):
        """A secret's name is part of its usage: without a type there is none to write."""
        parts = super().options_beside_xml(desired)
        if "usage_type" not in parts:
            parts.pop("name", None)
        return parts

    @classmethod
    def creation_defaults(cls, desired, host):
        if "usage_type" not in desired and "xml" not in desired:
            raise Invalid("usage_type", "is required for a new secret", "Choose one of: volume, ceph, iscsi, tls, vtpm.")
        return desired

    @classmethod
    def bytes_of(cls, desired):
        """The wanted value as bytes, or None."""
        if "value_base64" in desired:
            return base64.b64decode(desired["value_base64"])
        return desired["value"].encode() if "value" in desired else None
