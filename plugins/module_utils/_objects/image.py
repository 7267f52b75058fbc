# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of an image: a file that is put into a pool as a volume, once."""

from __future__ import annotations

import re
import urllib.parse

from .._model.codecs import BOOL, NAME, PATH, POSITIVE, STR, Codec, Pattern
from .._model.errors import Invalid
from .._model.model import Object
from .._model.sizes import CAPACITY
from .._model.values import Option
from .common import state_option
from .volume import DIGESTS

# Algorithms for which files of the same digest can be made.
BROKEN = ("md5", "sha1")
_URL = "(?:https?|file)://[!-~]+"
_DIGEST = "|".join(f"{name}:[0-9a-fA-F]{{{length}}}" for name, length in DIGESTS.items() if name not in BROKEN)
# RFC 9110: the name of a header.
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
MAX_SIZE = 100 * 1024**3
# Of a digest in the name of a volume.
DIGITS = 12


class Headers(Codec):
    """Headers of a request by their names."""

    type = "dict"
    hint = "a dictionary of headers, each with printable ASCII characters"

    def parse(self, value):
        if not isinstance(value, dict):
            raise ValueError(f"expected {self.hint}")
        found = {str(name): STR.parse(text) for name, text in value.items() if text is not None}
        for name, text in found.items():
            if not _HEADER.fullmatch(name) or not text.isascii() or not text.isprintable():
                raise ValueError(f"expected {self.hint}, and '{name}' is none")
        return found


class Image(Object):
    """A file that is put into a pool as a volume."""

    kind = "image"
    plural = "images"
    exclusive = (("url", "path"),)
    together = (("url_username", "url_password"),)

    name = Option(NAME, "Name of the image. The volume has this name, a hyphen and the first 12 digits of the checksum, such as "
                  "V(debian-13-9f86d081884c).", required=True)
    pool = Option(NAME, "Name of the pool. It has to be active.", required=True)
    state = state_option(("present", "absent"), "Whether the volume is there. V(absent) deletes the volume of this name and checksum, "
                         "unless a guest, a snapshot or another volume uses it. On storage that other hosts see, delete it with "
                         "M(anvil.hypervisor.volume) and its option C(force).")
    url = Option(Pattern(_URL, "a URL of http, https or file, with other characters percent-encoded"),
                 "Where the host downloads the image from. A download that breaks is resumed where the server can do that. An image that "
                 "is packed with gzip, xz or bzip2 is unpacked; zstd needs the program C(zstd) on the host. Required with "
                 "O(state=present), unless O(path) is given.")
    path = Option(PATH, "File on the host, in place of O(url).")
    checksum = Option(Pattern(f"(?:{_DIGEST}|{_URL})", "a digest by SHA-2, such as 'sha256:9f86d0…', or the URL of a list of digests"),
                      "Digest of the file as it is downloaded, such as V(sha512:9f86d0…). Or the URL of a list of digests, in "
                      "which the file has an entry: the list is read at each run, and the digest that was found is in the result. A "
                      "digest in the playbook proves the image, a list only that it came from the same place.", required=True)
    max_size = Option(CAPACITY, "Largest size of the image, as a file, unpacked, and as a guest sees it. A larger one is refused. Left "
                      f"out, {CAPACITY.to_user(MAX_SIZE)}.")
    tmp = Option(PATH, "Folder of the host for the download and for what is unpacked. It needs room for both. The files have no names "
                 "there, and are gone when the task ends.", default="/var/tmp")
    timeout = Option(POSITIVE, "Seconds to wait for the server.", default=30)
    url_username = Option(STR, "User name for the server.")
    url_password = Option(STR, "Password for the server.", secret=True)
    force_basic_auth = Option(BOOL, "Whether user name and password are sent with the first request.", default=False)
    headers = Option(Headers(), "Headers of the requests. A server that is redirected to gets none of them.", secret=True)
    http_agent = Option(STR, "What the host calls itself.", default="ansible-httpget")
    use_proxy = Option(BOOL, "Whether the proxy of the host's environment is used.", default=True)
    validate_certs = Option(BOOL, "Whether the server's certificate is checked.", default=True)
    ca_path = Option(PATH, "File of the host with the certificates of authorities to trust.")
    client_cert = Option(PATH, "File of the host with a certificate for the server, and its key unless O(client_key) is given.")
    client_key = Option(PATH, "File of the host with the key of O(client_cert).")

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        seen.secrets.update(desired.get("headers", {}).values())
        return desired

    @classmethod
    def check(cls, desired, where):
        for name in ("url", "checksum"):
            try:
                parts = urllib.parse.urlsplit(desired.get(name, ""))
                local, _port = parts.scheme == "file", parts.port if "://" in desired.get(name, "") else None
            except ValueError as error:
                raise Invalid(name, f"is no URL: {error}", "Correct it.") from None
            if local and parts.netloc not in ("", "localhost"):
                raise Invalid(name, "a file of another host cannot be read", "Write file:///, or use http or https.")
        source = {"url", "path"} & set(desired)
        if not source and desired["state"] == "present":
            raise Invalid("url", "is required", "Declare url, or path for a file of the host.")
        if not source and "://" in desired["checksum"]:
            raise Invalid("url", "is required where checksum is a list of digests", "Declare url or path, or the digest itself.")
        if "client_key" in desired and "client_cert" not in desired:
            raise Invalid("client_key", "belongs to client_cert, and there is none", "Declare client_cert too.")


def volume_name(name, checksum):
    """The name of the volume that holds an image."""
    return f"{name}-{checksum.partition(':')[2][:DIGITS]}"
