# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Digests of files, and the files that list them."""

from __future__ import annotations

import hashlib
import posixpath
import re
from types import MappingProxyType

from .._model.errors import Invalid, NotFound

# The algorithms by which a file is proven, from the strongest on, with the length of a digest in hexadecimal digits.
LENGTHS = MappingProxyType({name: hashlib.new(name).digest_size * 2 for name in ("sha512", "sha384", "sha256", "sha224")})
_ALGORITHMS = {length: name for name, length in LENGTHS.items()}
# No list of digests is as large; what is larger is something else.
LARGEST_LIST = 4 * 1024**2
# As BSD's tools and as the coreutils write a line: `SHA512 (file) = digest` and `digest  file`.
_BSD = re.compile(r"([A-Za-z0-9-]+) ?\((.+)\) ?= ?([0-9a-fA-F]+)")
_COREUTILS = re.compile(r"\\?([0-9a-fA-F]+)\s+\*?(\S.*)")
_BARE = re.compile(r"[0-9a-fA-F]+")


def _lines(text):
    """The digests that a list names, as triples of an algorithm, a name (None for a line with a digest only), and a digest."""
    for line in map(str.strip, text.splitlines()):
        bsd, other, bare = _BSD.fullmatch(line), _COREUTILS.fullmatch(line), _BARE.fullmatch(line)
        if bsd:
            algorithm, name, digest = bsd[1].lower(), bsd[2], bsd[3]
        elif other or bare:
            name, digest = (other[2], other[1]) if other else (None, bare[0])
            algorithm = _ALGORITHMS.get(len(digest))
        else:
            continue
        if LENGTHS.get(algorithm) == len(digest):
            yield algorithm, name, digest.lower()


def entry(text, name, where):
    """The strongest digest of a file in a list, such as `sha512:9f86d0…`; `where` is what the list is called in messages."""
    lines = list(_lines(text))
    found = [(algorithm, digest) for algorithm, listed, digest in lines if listed and posixpath.basename(listed) == name]
    if not found and len(lines) == 1 and lines[0][1] is None:
        found = [(lines[0][0], lines[0][2])]
    for algorithm in LENGTHS:
        digests = {digest for other, digest in found if other == algorithm}
        if len(digests) > 1:
            raise Invalid("checksum", f"{where} has several digests of {name}", "Give the digest itself, such as 'sha256:9f86d0…'.")
        if digests:
            return f"{algorithm}:{digests.pop()}"
    raise NotFound(f"checksum: {where} has no digest of {name} by {', '.join(LENGTHS)}",
                   remedy="See that the list belongs to the image, or give the digest itself, such as 'sha256:9f86d0…'.")
