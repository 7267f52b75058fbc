# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a seed: a small volume with what cloud-init reads at the first boot of a guest, cloudinit.readthedocs.io (NoCloud)."""

from __future__ import annotations

from .._model import xml
from .._model.codecs import BOOL, NAME, STR, Codec, Misfit, Pattern
from .._model.errors import Invalid
from .._model.nested import as_dict
from .._model.node import Seen
from .._model.sizes import CAPACITY
from .._model.values import Option
from .._seed import nocloud, record
from .common import state_option
from .volume import InPool, Volume

_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
# RFC 1123 2.1, RFC 1035 2.3.4.
LONGEST_HOSTNAME = 253
# More than any guest begins anew: the number of each is a part of the content, which must always fit.
MOST_GENERATIONS = 10**9
_SIZE = CAPACITY.to_user(record.CAPACITY)


class Dictionary(Codec):
    """A dictionary of whatever YAML can hold."""

    type = "dict"
    hint = "a dictionary"

    def parse(self, value):
        try:
            found = as_dict(value, "")
        except Invalid:
            raise ValueError(f"expected {self.hint}") from None
        nocloud.dump(found)
        return found


class CloudConfig(Dictionary):
    """A dictionary of cloud-config, or a text that says by its first line what it is."""

    type = "raw"
    hint = "a dictionary, or a text with a header that cloud-init knows"

    def parse(self, value):
        if not isinstance(value, str):
            return super().parse(value)
        cause = nocloud.misread(value)
        if cause:
            raise Misfit(f"the text {cause}", f"Begin it with one of {', '.join(nocloud.HEADERS)}; or give a dictionary, or a whole MIME "
                                              "message with MIME-Version.")
        nocloud.dump(value)
        return value


class Content(Option):
    """An option that holds content. It is never shown.

    To Ansible it is no secret: Ansible would mask each word that stands in it, wherever that word is returned.
    """

    def __init__(self, codec, doc):
        super().__init__(codec, doc, secret=True)

    def spec(self, depth):
        return {**super().spec(depth), "no_log": False}


class SeedOptions(InPool):
    """The options of a seed, one of which is called like a method of `Seed`."""

    pool = Option(NAME, "Name of the pool. It has to be active.", required=True)
    name = Option(NAME, "Name of the volume.", required=True)
    state = state_option(("present", "absent"), "Whether the seed is there. V(absent) deletes its volume.")
    force = Option(BOOL, "Whether O(state=absent) deletes a volume that guests of the host use, or that other hosts see, too.",
                   default=False)
    instance_id = Option(Pattern(r"[0-9A-Za-z][0-9A-Za-z._-]{0,127}", "letters, digits, '.', '_' and '-', at most 128 of them"),
                         "Identity of the guest, such as its UUID. cloud-init does what belongs to a first boot once for each identity. "
                         "Required, unless O(state=absent).")
    hostname = Option(Pattern(rf"(?=.{{1,{LONGEST_HOSTNAME}}}$){_LABEL}(?:\.{_LABEL})*",
                              "a host name such as 'web1' or 'web1.example.com'"),
                      "Name of the guest. Required, unless O(state=absent).")
    user_data = Content(CloudConfig(), "What is to be done at the first boot. A dictionary is written as C(#cloud-config). A text is "
                        "written as it stands. It is never shown.")
    meta_data = Content(Dictionary(), "More keys of C(meta-data), beside those that O(instance_id) and O(hostname) make.")
    network_config = Content(Dictionary(), "The network of the guest, in version 1 or 2 of cloud-init's format. Match interfaces by "
                             "their MAC addresses: the names that a guest gives them are not known beforehand.")
    vendor_data = Content(CloudConfig(), "What is to be done at the first boot and O(user_data) may overrule. Given as that one is.")
    spent = Option(BOOL, "Whether what the guest has read at its first boot is taken away. Set this when the first boot is proven. The "
                   "seed keeps the instance id, the host name and the network, without which cloud-init would take the guest for a new "
                   "one. V(false), or left out, a spent seed stays spent.")
    first_boot = Option(STR, "V(again) hands the guest of a spent seed what was declared anew since, under another instance id: at "
                        "its next boot cloud-init does everything once more, and makes new host keys. It does nothing as long as the "
                        "declaration is the one that the guest has read, so it may stay.", choices=("again",))
    accept = Option(STR, "V(seed) records a declaration that was changed since the seed was spent, without handing it to the guest.",
                    choices=("seed",))


class Seed(SeedOptions):
    """What a guest reads at its first boot."""

    kind = "seed"
    plural = "seeds"
    root = "volume"
    # The volume that a seed is in.
    volume = Volume

    @classmethod
    def accept(cls, data, seen, where=""):
        desired = super().accept(data, seen, where)
        seen.refers.append(("pool", desired["pool"]))
        cls.as_volume(desired, where)
        if desired["state"] != "absent":
            cls._refuse_impossible(desired, lambda name: f"{where}.{name}" if where else name)
        return desired

    @classmethod
    def _refuse_impossible(cls, desired, at):
        """Refuse what no seed can be. These rules hold without exception, so no volume that is there excuses a breach."""
        for name in ("instance_id", "hostname"):
            if name not in desired:
                raise Invalid(at(name), "is required", f"Declare {name}.")
        own = {nocloud.INSTANCE: "instance_id", nocloud.HOSTNAME: "hostname"}
        for name in own.keys() & desired.get("meta_data", {}).keys():
            raise Invalid(at("meta_data"), f"has {name}, for which there is an option", f"Declare {own[name]}.")
        if desired.get("network_config") and nocloud.network_version(desired["network_config"]) is None:
            raise Invalid(at("network_config"), "has no version that cloud-init knows",
                          "Declare version: 2 (or 1) in it, and not below a key network.")
        if "first_boot" in desired and (desired.get("spent") or "accept" in desired):
            other = "accept" if "accept" in desired else "spent"
            raise Invalid(at("first_boot"), f"hands the guest what is declared, and {other} is not to", f"Leave {other} or first_boot out.")
        size = record.size(nocloud.files(desired, MOST_GENERATIONS))
        if size > record.CAPACITY:
            raise Invalid(at("user_data"), f"makes the seed {CAPACITY.to_user(size)} large, with all else, and it has {_SIZE}",
                          "Leave out what the guest can fetch (#include, or packages).")

    @classmethod
    def as_volume(cls, desired, where=""):
        """The declaration of the volume. Its space is taken at once, so that no later content finds the pool full."""
        return cls.volume.accept({
            "pool": desired["pool"], "name": desired["name"], "state": desired["state"], "force": desired["force"], "format": "raw",
            "capacity": _SIZE, "allocation": _SIZE, "permissions": {"mode": "0600"}}, Seen(), where)

    @classmethod
    def describe(cls, elem, pool, files, spent, waits=False):
        """Write what is to be told of a seed into the document of its volume. `waits`: a changed declaration is not for this guest."""
        meta = nocloud.contents(files.get(nocloud.META, b"{}"))
        xml.remove(elem, (("seed", ()),))
        xml.ET.SubElement(elem, "seed", {
            "pool": pool, "files": " ".join(sorted(files)), "spent": "yes" if spent else "no", "waits": "yes" if waits else "no",
            **({"instance_id": meta[nocloud.INSTANCE]} if meta else {})})

    @classmethod
    def to_declaration(cls, elem):
        """What a result tells of a seed: no content."""
        told = elem.find("seed")
        found = {"pool": told.get("pool"), "name": elem.findtext("name"), "path": elem.findtext("target/path"),
                 "instance_id": told.get("instance_id"), "spent": told.get("spent") == "yes", "files": told.get("files").split()}
        if told.get("waits") == "yes":
            found["applies_to_new_guests"] = True
        return {name: value for name, value in found.items() if value is not None}
