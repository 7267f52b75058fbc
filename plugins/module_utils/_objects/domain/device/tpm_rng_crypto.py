# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices that a guest is trusted by or draws trust from: TPM, random numbers, smartcards, cryptography."""

from __future__ import annotations

from ...._model.codecs import PATH, POSITIVE, STR, UINT, UUID, YES_NO
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.union import Union
from ...._model.values import Field, Present, Values
from .backend import backend_option
from .common import VIRTIO_MODELS, acpi_option, address_option, alias_option, goes_with, virtio_driver_option
from .disk_source import BYTES


class TpmPassthrough(Model):
    """The host's TPM."""

    path = Field("./backend/device/@path", PATH, "Path of the host's device, such as V(/dev/tpm0).")


class PcrBanks(Model):
    """Banks that measurements are kept in."""

    sha1 = Present("./sha1", "Whether SHA-1 is kept.")
    sha256 = Present("./sha256", "Whether SHA-256 is kept.")
    sha384 = Present("./sha384", "Whether SHA-384 is kept.")
    sha512 = Present("./sha512", "Whether SHA-512 is kept.")


class TpmState(Model):
    """Where the state lies."""

    type = Field("./@type", STR, "A file or block device, or a folder.", choices=("file", "dir"), required=True)
    path = Field("./@path", PATH, "Path of it.", required=True)


class TpmProfile(Model):
    """What a new TPM is able to do."""

    source = Field("./@source", STR, "Name of the profile, such as V(local:restricted). It is used when the TPM is made.")
    remove_disabled = Field("./@removeDisabled", STR, "Whether algorithms that the host forbids are left out.",
                            choices=("check", "fips-host"))
    name = Field("./@name", STR, "Name that the profile has itself; libvirt writes it.")


class TpmEmulator(Model):
    """A TPM of the guest's own, which libvirt runs."""

    version = Field("./backend/@version", STR, "Version of the TPM.", choices=("1.2", "2.0"))
    encryption_secret = Field("./backend/encryption/@secret", UUID, "UUID of the secret that the state is encrypted with.",
                              refers="vtpm secret", since="5.6.0")
    persistent_state = Field("./backend/@persistent_state", YES_NO, "Whether the state outlives a guest that is not defined.",
                             absent=False, since="7.0.0")
    active_pcr_banks = Child("./backend/active_pcr_banks", PcrBanks, "Banks that measurements are kept in. An empty dictionary leaves "
                             "them as they are.", empty_removes=True, since="7.10.0")
    debug = Field("./backend/@debug", UINT, "How much the emulator writes to its log.", since="10.6.0")
    state = Child("./backend/source", TpmState, "Where the state lies. An empty dictionary leaves it to libvirt.", empty_removes=True,
                  since="10.10.0")
    profile = Child("./backend/profile", TpmProfile, "What a new TPM is able to do.", empty_removes=True, since="10.10.0")


class TpmExternal(Model):
    """A TPM that others run."""

    socket = Field("./backend/source[@type='unix'][@mode='connect']/@path", PATH, "Path of its socket.", required=True, since="9.0.0")


class Tpm(Model):
    """A TPM of the guest."""

    model = Field("./@model", STR, "Device that the guest sees; libvirt chooses one that fits.",
                  choices=("tpm-crb", "tpm-tis", "tpm-spapr", "spapr-tpm-proxy"), resets="address")
    backend = Union("./backend/@type", {"emulator": TpmEmulator, "passthrough": TpmPassthrough, "external": TpmExternal},
                    "Backend of the TPM.", required=True, clears_on_switch=("backend/*", "backend/@version"))
    alias = alias_option()
    address = address_option()


class RandomBackend(Model):
    """Where random numbers come from."""

    model = Field("./@model", STR, "A device of the host, the hypervisor itself, or a daemon that speaks EGD.",
                  choices=("random", "builtin", "egd"), required=True, resets=("*", "@type"))
    path = Field("./.", PATH, "Path of the host's device (V(random)), such as V(/dev/urandom).")
    source = backend_option("Connection to the daemon (V(egd)).", absent=None)

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "model", {"path": ("random",), "source": ("egd",)})
        if desired["model"] == "egd" and "source" not in desired:
            raise Invalid(f"{where}.source", "is required with model 'egd'", "Declare source.")

    @classmethod
    def write(cls, desired, elem, ctx):
        if desired["model"] != "random":
            elem.text = None
        super().write(desired, elem, ctx)


class Rate(Model):
    """How much a guest may draw."""

    bytes = Field("./@bytes", BYTES, "Amount in a period, such as V(1 KiB).", required=True)
    period = Field("./@period", POSITIVE, "Length of a period in milliseconds.", absent=1000)


class RandomNumbers(Model):
    """A source of random numbers for the guest."""

    model = Field("./@model", STR, "Variant of the device.", choices=VIRTIO_MODELS, required=True, resets="address")
    backend = Child("./backend", RandomBackend, "Backend that supplies the random numbers.", required=True)
    rate = Child("./rate", Rate, "Limit of the random numbers that the guest may read. An empty dictionary removes it.", empty_removes=True)
    driver = virtio_driver_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()


class Smartcard(Model):
    """A smartcard of the guest."""

    mode = Field("./@mode", STR, "The host's card, certificates of the host, or a connection.",
                 choices=("host", "host-certificates", "passthrough"), required=True, resets=("*", "@type"))
    certificates = Values("./certificate/.", STR, "Names of three certificates (V(host-certificates)).", ordered=True)
    database = Field("./database", PATH, "Folder with the certificates (V(host-certificates)).", absent="/etc/pki/nssdb")
    source = backend_option("What the card is connected to (V(passthrough)).", absent=None)
    address = address_option()

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "mode", {"certificates": ("host-certificates",), "database": ("host-certificates",),
                                           "source": ("passthrough",)})
        needed = {"host-certificates": "certificates", "passthrough": "source"}.get(desired["mode"])
        if needed and needed not in desired:
            raise Invalid(f"{where}.{needed}", f"is required with mode '{desired['mode']}'", f"Declare {needed}.")


class CryptoBackend(Model):
    """Backend that does the encryption."""

    model = Field("./@model", STR, "The hypervisor's own code (V(builtin)) or the kernel's (V(lkcf)).", choices=("builtin",
                  "lkcf"), required=True)
    queues = Field("./@queues", POSITIVE, "Number of queues.")


class Crypto(Model):
    """A device that encrypts for the guest."""

    model = Field("./@model", STR, "Device that the guest sees.", choices=("virtio",), required=True)
    type = Field("./@type", STR, "Hypervisor that provides the device.", choices=("qemu",), required=True)
    backend = Child("./backend", CryptoBackend, "Backend that does the encryption.", required=True)
    driver = virtio_driver_option()
    alias = alias_option()
    address = address_option()
