# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How an amount of memory or storage is written: by people with its unit, in libvirt's XML with a unit or without."""

from __future__ import annotations

import re

from .codecs import Codec, Misfit

# libvirt.org/formatdomain#memory-allocation: a suffix without "iB" of one letter is binary, KB and kin are decimal.
_UNITS = {"b": 1, "byte": 1, "bytes": 1}
for _power, _letter in enumerate("KMGTPE", 1):
    _UNITS[_letter.lower()] = _UNITS[f"{_letter}iB".lower()] = 1024**_power
    _UNITS[f"{_letter}B".lower()] = 1000**_power
_SIZE = re.compile(r"\s*([0-9]{1,24}(?:\.[0-9]{1,24})?)\s*([A-Za-z]+)\s*$")
_NO_UNIT = re.compile(r"\s*([0-9]{1,24})\s*([KMGTPE]?)i?\s*$", re.IGNORECASE)
# libvirt counts in 64 bits, and some of its counters have a sign.
_SIZE_LIMIT = 2**63
_SHOWN = ("EiB", "PiB", "TiB", "GiB", "MiB", "KiB")


class Size(Codec):
    """An amount of memory or storage, kept in bytes.

    `unit` is what libvirt assumes where the XML names none and what is written; `granule` is the finest step that
    libvirt keeps, in bytes; `unit_attr` is None where the XML has no place for a unit, which makes it the granule. `zero` says that
    nothing is an amount, too: elsewhere libvirt refuses 0, or takes it for a size that nobody gave.
    """

    hint = "a size with its unit, such as '4 GiB' or '512 MiB'"

    def __init__(self, unit="KiB", granule=1, unit_attr="unit", zero=False):
        self.unit, self.unit_attr, self.zero = unit, unit_attr, zero
        self.scale = _UNITS[unit.lower()]
        self.granule = granule if unit_attr else max(granule, self.scale)

    def parse(self, value):
        match = None if isinstance(value, (dict, list, bool)) else _SIZE.match(str(value))
        if match is None or match[2].lower() not in _UNITS:
            bare = None if isinstance(value, (dict, list, bool)) else _NO_UNIT.match(str(value))
            if bare is not None:
                raise Misfit(f"expected {self.hint}", self._with_unit(int(bare[1]), bare[2].upper()))
            raise ValueError(f"expected {self.hint}")
        number, unit = match[1], match[2]
        if len(unit) > 1 and unit.endswith("b"):
            letter = unit[0].upper()
            raise Misfit("expected bytes, and a lower-case b means bits to many", f"Write {number} {letter}iB ({_UNITS[letter.lower()]} "
                         f"bytes each) or {number} {letter}B ({_UNITS[f'{letter}B'.lower()]} bytes each).")
        scale = _UNITS[unit.lower()]
        whole, _dot, fraction = number.partition(".")
        total = int(whole + fraction) * scale
        divisor = 10 ** len(fraction)
        if total % divisor or (total // divisor) % self.granule:
            raise Misfit(f"expected a multiple of {self.to_user(self.granule)}", self._nearest(total / divisor, number, unit))
        if not total and not self.zero:
            raise Misfit(f"expected more than {self.to_user(0)}", "Declare the size that is meant, or leave the option out.")
        if total // divisor >= _SIZE_LIMIT:
            raise ValueError("expected less than 8 EiB")
        return total // divisor

    def _with_unit(self, number, letter):
        """What could be meant by a number without a unit: so many MiB, or bytes where that would be too many."""
        if not letter and number >= _UNITS["mib"]:
            return f"Write {self.to_user(number)} if bytes are meant."
        return f"Write {number} {letter or 'M'}iB{'' if letter else ' if that is meant'}."

    def _nearest(self, size, number, unit):
        """What could be meant by a size that does not fit."""
        nearest = self.to_user(max(round(size / self.granule), 1) * self.granule)
        binary = f"{unit[0].upper()}iB"
        if unit[0].upper() != "B" and "." not in number and not int(number) * _UNITS[binary.lower()] % self.granule:
            return f"Write {nearest} or {number} {binary}."
        return f"Write {nearest}."

    def to_user(self, value):
        for name in _SHOWN:
            scale = _UNITS[name.lower()]
            if value and value % scale == 0:
                return f"{value // scale} {name}"
        return f"{value} B"

    def fetch(self, elem, attr):
        text = elem.get(attr) if attr else (elem.text or "").strip()
        if not text:
            return None
        named = elem.get(self.unit_attr) if self.unit_attr else None
        return int(text) * (_UNITS[named.lower()] if named else self.scale)

    def store(self, elem, attr, value):
        unit, scale = (self.unit, self.scale) if value % self.scale == 0 else ("B", 1)
        if self.unit_attr:
            elem.set(self.unit_attr, unit)
        text = str(value // scale)
        if attr:
            elem.set(attr, text)
        else:
            elem.text = text

    def spans(self, attr):
        return (attr, self.unit_attr) if self.unit_attr else (attr,)

    def drop(self, elem, attr):
        super().drop(elem, attr)
        if self.unit_attr:
            elem.attrib.pop(self.unit_attr, None)


MEMORY, MEMORY_OR_NONE = Size("KiB", granule=1024), Size("KiB", granule=1024, zero=True)
# libvirt holds volumes without any capacity.
CAPACITY = Size("B", zero=True)
