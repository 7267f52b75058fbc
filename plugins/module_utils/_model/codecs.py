# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a value is written by a person, kept while comparing, and written in libvirt's XML.

A codec has four faces: `parse` takes what a user wrote to the canonical value, `to_user` back again; `load` takes XML
text to the canonical value, `dump` back again. Two values are the same when their canonical values are equal.
"""

from __future__ import annotations

import decimal
import ipaddress
import re
import uuid

# What no XML document can hold, www.w3.org/TR/xml/#charsets.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_TRUE = frozenset((True, 1, "yes", "on", "true", "1", "y", "t"))
_FALSE = frozenset((False, 0, "no", "off", "false", "0", "n", "f"))


class Misfit(ValueError):
    """A value that is refused, with a better remedy than the form that all values have."""

    def __init__(self, message, remedy):
        super().__init__(message)
        self.remedy = remedy


class Codec:
    """Text as it is; the base of all others."""

    type = "str"
    hint = "a string"

    def parse(self, value):
        if value is None or isinstance(value, (dict, list)):
            raise ValueError(f"expected {self.hint}")
        text = str(value)
        if _UNSPEAKABLE.search(text):
            raise ValueError(f"expected {self.hint} without control characters")
        # XML's own reading of line ends, www.w3.org/TR/xml/#sec-line-ends.
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def to_user(self, value):
        return value

    def load(self, text):
        return text

    def dump(self, value):
        return str(value)

    def fetch(self, elem, attr):
        """The canonical value held by an element's attribute or text, or None where there is none."""
        text = elem.get(attr) if attr else (elem.text or "").strip()
        return None if text is None else self.load(text)

    def store(self, elem, attr, value):
        """Write the value to an element's attribute or text."""
        if attr:
            elem.set(attr, self.dump(value))
        else:
            elem.text = self.dump(value)

    def spans(self, attr):
        """The attributes that make up the value; None is the text."""
        return (attr,)

    def drop(self, elem, attr):
        """Take the value away from an element."""
        if attr:
            elem.attrib.pop(attr, None)
        else:
            elem.text = None


class Text(Codec):
    """Text of one line or several; white space around it does not matter, since libvirt's documents are indented."""

    def parse(self, value):
        return super().parse(value).strip()


class Line(Text):
    """Text of one line."""

    hint = "a string of one line"

    def parse(self, value):
        text = super().parse(value)
        if "\n" in text:
            raise ValueError(f"expected {self.hint}")
        return text


# More than any number of libvirt's has.
_DIGITS = 40


class Int(Codec):
    """A whole number between two bounds; XML may hold it in hexadecimal."""

    type = "int"

    def __init__(self, low=None, high=None, hexadecimal=False):
        self.low, self.high, self.hexadecimal = low, high, hexadecimal
        bounds = {
            (False, False): f" from {low} to {high}",
            (False, True): f" of at least {low}",
            (True, False): f" of at most {high}",
            (True, True): "",
        }[low is None, high is None]
        self.hint = f"a whole number{bounds}"

    def parse(self, value):
        if isinstance(value, bool):
            raise ValueError(f"expected {self.hint}")
        try:
            number = _whole(value)
        except (TypeError, ValueError, OverflowError, decimal.DecimalException):
            number = None
        if number is None:
            raise ValueError(f"expected {self.hint}")
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            raise ValueError(f"expected {self.hint}")
        return number

    def load(self, text):
        return int(text, 0) if "x" in text or "X" in text else int(text)

    def dump(self, value):
        return hex(value) if self.hexadecimal else str(value)


def _whole(value):
    """The whole number, also of `5.0` and `1e3`, as Ansible reads them; None where there is a fraction."""
    try:
        return int(value) if not isinstance(value, float) or value == int(value) else None
    except ValueError:
        exact = decimal.Decimal(value)
        return int(exact) if exact.adjusted() < _DIGITS and exact == int(exact) else None


class Number(Int):
    """A number of any size kept as text in YAML, such as a 64-bit WWN or hexadecimal address."""

    type = "str"

    def __init__(self, low=0, high=None):
        super().__init__(low, high, hexadecimal=True)
        self.hint = "a number, decimal or hexadecimal (0x…)"

    def parse(self, value):
        if isinstance(value, str):
            try:
                return super().parse(int(value, 0))
            except ValueError:
                raise ValueError(f"expected {self.hint}") from None
        return super().parse(value)

    def to_user(self, value):
        return hex(value)


class Bool(Codec):
    """A truth value in one of libvirt's pairs of words."""

    type = "bool"
    hint = "a boolean"

    def __init__(self, true="yes", false="no"):
        self.words = (false, true)

    def parse(self, value):
        word = value.strip().lower() if isinstance(value, str) else value
        if isinstance(word, (dict, list)):
            raise ValueError(f"expected {self.hint}")
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise ValueError(f"expected {self.hint}")

    def load(self, text):
        if text == self.words[1] or text in _TRUE:
            return True
        if text == self.words[0] or text in _FALSE:
            return False
        raise ValueError(f"expected {self.hint}")

    def dump(self, value):
        return self.words[bool(value)]


_WHOLE_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}$")
_MAC = re.compile(r"[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$")


class Mac(Codec):
    """A hardware address; also one that YAML 1.1 has read as a number to the base of 60."""

    hint = "a MAC address such as '52:54:00:12:34:56'"

    def parse(self, value):
        text = str(value)
        if text.isdecimal() and len(text) <= len(str(100 * 60**5)):
            number, parts = int(text), []
            for _part in range(5):
                number, rest = divmod(number, 60)
                parts.append(rest)
            text = ":".join(f"{part:02d}" for part in (number, *reversed(parts)))
        text = text.lower().replace("-", ":")
        if not _MAC.match(text):
            raise ValueError(f"expected {self.hint}")
        address = self.load(text)
        if int(address[:2], 16) & 1:
            raise Misfit("expected the address of one device, and this is one of a group: its first octet is odd",
                         "Give it an even first octet, such as 52.")
        return address

    def load(self, text):
        text = text.strip().lower()
        return text if _WHOLE_MAC.match(text) else ":".join(part.zfill(2) for part in text.split(":"))


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class Uuid(Codec):
    """A UUID, with or without hyphens."""

    hint = "a UUID"

    def parse(self, value):
        try:
            return self.load(str(value))
        except ValueError:
            raise ValueError(f"expected {self.hint}") from None

    def load(self, text):
        return text if _UUID.match(text) else str(uuid.UUID(text.strip()))


_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?!$)|$)){4}$")


class Address(Codec):
    """An IPv4 or IPv6 address."""

    hint = "an IP address"

    def parse(self, value):
        try:
            text = str(value)
            return text if _IPV4.match(text) else str(ipaddress.ip_address(text))
        except ValueError:
            raise ValueError(f"expected {self.hint}") from None

    def load(self, text):
        if _IPV4.match(text):
            return text
        try:
            return str(ipaddress.ip_address(text.strip()))
        except ValueError:
            return text


class Pattern(Codec):
    """Text of a given form."""

    def __init__(self, pattern, hint):
        self.pattern, self.hint = re.compile(pattern), hint

    def parse(self, value):
        text = super().parse(value)
        if not self.pattern.fullmatch(text):
            raise ValueError(f"expected {self.hint}")
        return text


class Mode(Codec):
    """A file's mode: octal, as libvirt writes it."""

    hint = "an octal mode in quotes, such as '0755'"

    def parse(self, value):
        text = str(value)
        if isinstance(value, bool) or not re.fullmatch(r"0o?[0-7]{1,4}", text):
            raise ValueError(f"expected {self.hint}")
        return int(text.replace("o", ""), 8)

    def to_user(self, value):
        return f"0{value:03o}"

    def load(self, text):
        return int(text, 8)

    def dump(self, value):
        return f"{value:04o}"


_CPUSET = re.compile(r"\s*\^?[0-9]{1,9}(-[0-9]{1,9})?(\s*,\s*\^?[0-9]{1,9}(-[0-9]{1,9})?)*\s*")
# More than libvirt counts (VIR_DOMAIN_CPUMASK_LEN is 16384), few enough to be listed.
_CPUS = 65536


class CpuSet(Codec):
    """A set of processors or nodes, such as '0-3,^2,8', kept in its shortest form."""

    hint = "a list of processors such as '0-3,^2,8'"

    def parse(self, value):
        if isinstance(value, (bool, dict, list)) or not _CPUSET.fullmatch(str(value)):
            raise ValueError(f"expected {self.hint}")
        chosen = self.load(str(value))
        if not chosen:
            raise ValueError("expected a set that is not empty")
        return chosen

    @staticmethod
    def members(text):
        """The numbers in a set, in order."""
        chosen = set()
        for part in filter(None, re.sub(r"\s+", "", text).split(",")):
            first, _dash, last = part.lstrip("^").partition("-")
            members = range(int(first), int(last or first) + 1)
            if not members or members[-1] >= _CPUS:
                raise ValueError(f"expected ranges that rise, below {_CPUS}")
            if part.startswith("^"):
                chosen.difference_update(members)
            else:
                chosen.update(members)
        return sorted(chosen)

    def load(self, text):
        runs = []
        for number in self.members(text):
            if runs and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)


class FilePath(Codec):
    """An absolute path; doubled and trailing slashes do not matter."""

    hint = "an absolute path"

    def parse(self, value):
        text = super().parse(value)
        if text and not text.startswith("/"):
            raise ValueError(f"expected {self.hint}")
        return self.load(text)

    def load(self, text):
        text = text.strip()
        return re.sub(r"[/\s]+$", "", re.sub(r"//+", "/", text)) or ("/" if text else "")


_PCI = re.compile(r"(?:([0-9a-fA-F]{1,8}):)?([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})\.([0-7])")
_SEXAGESIMAL = re.compile(r"([0-9]{1,9})\.([0-7])")
_PCI_SLOTS = 0x1F


class PciAddress(Codec):
    """A PCI address, '0000:03:00.1', held by an element's four attributes; also one that YAML 1.1 has read as 180.1."""

    hint = "a PCI address such as '0000:03:00.1'"
    _parts = ("domain", "bus", "slot", "function")

    def parse(self, value):
        text = str(value)
        number = _SEXAGESIMAL.fullmatch(text)
        if number:
            minutes, slot = divmod(int(number[1]), 60)
            text = f"{minutes // 60:04d}:{minutes % 60:02d}:{slot:02d}.{number[2]}"
        match = _PCI.fullmatch(text)
        if match is None or int(match[3], 16) > _PCI_SLOTS:
            raise ValueError(f"expected {self.hint}")
        return "{:04x}:{:02x}:{:02x}.{:x}".format(*(int(part or "0", 16) for part in match.groups()))

    def fetch(self, elem, attr):
        if elem.get("bus") is None and elem.get("slot") is None:
            return None
        return "{:04x}:{:02x}:{:02x}.{:x}".format(*(int(elem.get(part, "0"), 0) for part in self._parts))

    def store(self, elem, attr, value):
        for part, text in zip(self._parts, re.split(r"[:.]", value)):
            elem.set(part, f"0x{text}")

    def spans(self, attr):
        return self._parts

    def drop(self, elem, attr):
        for part in self._parts:
            elem.attrib.pop(part, None)


STR = Codec()
TEXT = Text()
LINE = Line()
INT = Int()
UINT = Int(0)
POSITIVE = Int(1)
PORT = Int(0, 65535)
NUMBER = Number()
BOOL = YES_NO = Bool()
ON_OFF = Bool("on", "off")
MAC = Mac()
UUID = Uuid()
IP = Address()
MODE = Mode()
CPUSET = CpuSet()
PATH = FilePath()
PCI = PciAddress()
NAME = Pattern(r"(?!\.\.?$)[^/\s](?:[^/\n]*[^/\s])?", "a name other than . or .., without slashes, or white space around it")
