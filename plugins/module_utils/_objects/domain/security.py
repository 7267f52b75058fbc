# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a guest is kept apart from others and from its host."""

from __future__ import annotations

from ..._model.codecs import ON_OFF, PATH, STR, TEXT, UINT, YES_NO, Number
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.values import Field
from ..common import NOT_XEN

POLICY = Number()
SNP = ("author_key", "vcek", "guest_visible_workarounds", "id_block", "id_auth", "host_data")
SEV = ("dh_cert", "session")
TDX = ("mr_config_id", "mr_owner", "mr_owner_config", "quote_generation_service")
AMD = ("kernel_hashes", "cbitpos", "reduced_phys_bits")
SINCE = {"sev-snp": "10.5.0", "tdx": "11.6.0"}


class SecurityLabel(Model):
    """The label that one security driver gives the guest."""

    model = Field("./@model", STR, "Name of the security driver, such as V(selinux), V(apparmor) or V(dac); the host's first when left "
                  "out.")
    type = Field("./@type", STR, "Whether libvirt makes the label up (V(dynamic)), takes O(seclabels[].label) (V(static)), or does not "
                 "confine the guest (V(none)).", choices=("dynamic", "static", "none"),
                 resets=("@relabel", "label", "baselabel", "imagelabel"))
    relabel = Field("./@relabel", YES_NO, "Whether what the guest uses is labelled too.")
    label = Field("./label", STR, "The label (V(static)).")
    baselabel = Field("./baselabel", STR, "What the label is made from (V(dynamic)).")

    @classmethod
    def check(cls, desired, where):
        kind = desired.get("type")
        if kind == "static" and "label" not in desired:
            raise Invalid(f"{where}.label", "is required by type static", "Declare it, or set type: dynamic.")
        for option, of in (("label", "static"), ("baselabel", "dynamic")):
            if option in desired and kind not in (None, of):
                raise Invalid(f"{where}.{option}", f"has no meaning with type {kind}", f"Leave it out, or set type: {of}.")
        fixed = {"dynamic": True, "none": False}.get(kind)
        if fixed is not None and desired.get("relabel", fixed) is not fixed:
            raise Invalid(f"{where}.relabel", f"cannot be {str(not fixed).lower()} with type {kind}", "Leave it out.")


class QuoteGenerationService(Model):
    """What proves the guest to others."""

    path = Field("./@path", PATH, "Path of the service's socket; the usual one when left out.")


class LaunchSecurity(Model):
    """Memory that the host cannot read."""

    type = Field("./@type", STR, "Kind of protection: AMD's V(sev) and V(sev-snp), Intel's V(tdx), or IBM's V(s390-pv).",
                 choices=("sev", "sev-snp", "tdx", "s390-pv"), required=True, resets=("*", "@kernelHashes", "@authorKey", "@vcek"))
    kernel_hashes = Field("./@kernelHashes", YES_NO, "Whether kernel, initial RAM disk and command line are measured (V(sev), "
                          "V(sev-snp)).", since="8.0.0")
    author_key = Field("./@authorKey", YES_NO, "Whether O(launch_security.id_auth) holds the author's key (V(sev-snp)).")
    vcek = Field("./@vcek", YES_NO, "Whether the guest may choose the chip's own key for its reports (V(sev-snp)).")
    policy = Field("./policy", POLICY, "The guest owner's policy, a number as in AMD's or Intel's documentation, such as V(0x3) "
                   "(V(sev), V(sev-snp), V(tdx)).")
    cbitpos = Field("./cbitpos", UINT, "Which bit of an address marks encrypted memory; the host's own when left out.")
    reduced_phys_bits = Field("./reducedPhysBits", UINT, "By how many bits addresses are narrowed; the host's own when left out.")
    dh_cert = Field("./dhCert", TEXT, "The guest owner's Diffie-Hellman key in Base64 (V(sev)).")
    session = Field("./session", TEXT, "The guest owner's session data in Base64 (V(sev)).")
    guest_visible_workarounds = Field("./guestVisibleWorkarounds", TEXT, "Workarounds that are reported, 16 bytes in Base64 "
                                      "(V(sev-snp)).")
    id_block = Field("./idBlock", TEXT, "The guest's ID block, 96 bytes in Base64 (V(sev-snp)).")
    id_auth = Field("./idAuth", TEXT, "Authentication of the ID block, 4096 bytes in Base64 (V(sev-snp)).")
    mr_config_id = Field("./mrConfigId", TEXT, "What identifies the configuration, a digest in Base64 (V(tdx)).")
    mr_owner = Field("./mrOwner", TEXT, "What identifies the owner, a digest in Base64 (V(tdx)).")
    mr_owner_config = Field("./mrOwnerConfig", TEXT, "What identifies the owner's configuration, a digest in Base64 (V(tdx)).")
    quote_generation_service = Child("./quoteGenerationService", QuoteGenerationService, "Service of the host that proves the guest to "
                                     "others (V(tdx)). An empty dictionary takes it at the usual place.", presence_matters=True)
    host_data = Field("./hostData", TEXT, "Data of the host for reports, 32 bytes in Base64 (V(sev-snp)).")

    @classmethod
    def check(cls, desired, where):
        kind = desired["type"]
        wrong = {"sev": (*SNP, *TDX), "sev-snp": (*SEV, *TDX), "tdx": (*SEV, *SNP, *AMD), "s390-pv": tuple(set(desired) - {"type"})}[kind]
        for option in sorted(set(wrong) & set(desired)):
            raise Invalid(f"{where}.{option}", f"has no meaning with type {kind}", "Leave it out.")
        if kind in ("sev", "sev-snp") and "policy" not in desired:
            raise Invalid(f"{where}.policy", f"is required by type {kind}", "Declare it, such as 0x3.")

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        if desired["type"] in SINCE:
            seen.since.append((f"{where}.type", SINCE[desired["type"]]))
        return desired


class KeyWrap(Model):
    """Keys of s390x."""

    aes = Field("./cipher[@name='aes']/@state", ON_OFF, "Whether keys can be wrapped with AES.")
    dea = Field("./cipher[@name='dea']/@state", ON_OFF, "Whether keys can be wrapped with DEA or TDEA.")


class Security(Model):
    """How the guest is kept apart."""

    seclabels = Children("./seclabel", SecurityLabel, "Label of each security driver. The list is complete when it is given.",
                         key="model", at_start=True)
    launch_security = Child("./launchSecurity", LaunchSecurity, "Protection of the guest's memory from the host. An empty dictionary "
                            "takes it away.", empty_removes=True, since="4.4.0", **NOT_XEN)
    keywrap = Child("./keywrap", KeyWrap, "Which keys the guest may wrap (s390x). An empty dictionary leaves it to the hypervisor.",
                    empty_removes=True)
