# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How single values are read, written and refused, with the traps of YAML 1.1."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import codecs, sizes, xml
from hypothesis import given
from hypothesis import strategies as st

GIB = 1024**3


@pytest.mark.parametrize(("codec", "given_", "canonical"), [
    (codecs.INT, "5", 5),
    (codecs.INT, 5.0, 5),
    (codecs.INT, -3, -3),
    (codecs.INT, "99999999999999999999", 99999999999999999999),
    (codecs.NUMBER, "0x5000c50015ea71ad", 0x5000C50015EA71AD),
    (codecs.BOOL, "on", True),
    (codecs.BOOL, 0, False),
    (codecs.BOOL, "Y", True),
    (sizes.CAPACITY, "4 GiB", 4 * GIB),
    (sizes.CAPACITY, "4GiB", 4 * GIB),
    (sizes.CAPACITY, "4 G", 4 * GIB),
    (sizes.CAPACITY, "4 GB", 4 * 10**9),
    (sizes.CAPACITY, "1.5 GiB", 3 * GIB // 2),
    (sizes.CAPACITY, "0.0009765625 GiB", 1024**2),
    (sizes.CAPACITY, "0 B", 0),
    (sizes.MEMORY, "1 MiB", 1024**2),
    (codecs.MAC, "52-54-00-AA-BB-0C", "52:54:00:aa:bb:0c"),
    (codecs.MAC, "2:4:0:a:b:c", "02:04:00:0a:0b:0c"),
    (codecs.UUID, "C7A5FDBDEDAF9455926AD65C16DB1809", "c7a5fdbd-edaf-9455-926a-d65c16db1809"),
    (codecs.IP, "2001:DB8:0:0::1", "2001:db8::1"),
    (codecs.IP, "255.255.255.0", "255.255.255.0"),
    (codecs.MODE, "0755", 0o755),
    (codecs.MODE, "0o1777", 0o1777),
    (codecs.CPUSET, "0-3,^2,8", "0-1,3,8"),
    (codecs.CPUSET, "8,7,6", "6-8"),
    (codecs.CPUSET, 3, "3"),
    (codecs.PATH, "//srv///images/", "/srv/images"),
    (codecs.PATH, "/", "/"),
    (codecs.PCI, "03:00.1", "0000:03:00.1"),
    (codecs.PCI, "10000:3B:1f.7", "10000:3b:1f.7"),
    (codecs.STR, "one\r\ntwo\rthree", "one\ntwo\nthree"),
    (codecs.TEXT, "\n one \n", "one"),
    (codecs.NAME, "web 1", "web 1"),
    (codecs.NAME, "..a", "..a"),
    (codecs.LINE, "one \n", "one"),
])
def test_values_are_brought_to_one_form(codec, given_, canonical):
    assert codec.parse(given_) == canonical
    assert codec.parse(codec.to_user(canonical)) == canonical


@pytest.mark.parametrize(("codec", "value"), [
    *((codec, value) for codec in (
        codecs.INT, codecs.NUMBER, codecs.BOOL, sizes.CAPACITY, codecs.MAC, codecs.UUID, codecs.IP, codecs.MODE, codecs.CPUSET,
        codecs.PCI, codecs.STR, codecs.PATH, codecs.NAME) for value in ([], {}, ["1"], {"a": 1}, None, "\x00", "\ud800")),
    (codecs.INT, True), (codecs.INT, 1.5), (codecs.INT, float("inf")), (codecs.INT, float("nan")), (codecs.INT, "1.5"),
    (codecs.INT, "five"), (codecs.INT, ""), (codecs.INT, "9" * 5000),
    (codecs.UINT, -1), (codecs.POSITIVE, 0), (codecs.PORT, 65536),
    (codecs.NUMBER, "0xzz"), (codecs.NUMBER, "-1"), (codecs.NUMBER, ""),
    (codecs.BOOL, "maybe"), (codecs.BOOL, 2), (codecs.BOOL, ""),
    (sizes.CAPACITY, 4), (sizes.CAPACITY, "4"), (sizes.CAPACITY, "4 GiBs"), (sizes.CAPACITY, "-4 GiB"), (sizes.CAPACITY, "4,5 GiB"),
    (sizes.CAPACITY, "1e3 MiB"), (sizes.CAPACITY, "0.3 B"), (sizes.CAPACITY, "8 EiB"), (sizes.CAPACITY, "9" * 30 + " EiB"),
    (sizes.CAPACITY, True), (sizes.MEMORY, "1 KB"), (sizes.MEMORY, "1 B"),
    (sizes.CAPACITY, "1 Gb"), (sizes.CAPACITY, "1 gb"), (sizes.CAPACITY, "1 Gib"),
    (codecs.MAC, "52:54:00:12:34"), (codecs.MAC, "52:54:00:12:34:5g"), (codecs.MAC, ""), (codecs.MAC, "525400123456"), (codecs.MAC, "²"),
    (codecs.MAC, "53:54:00:12:34:56"), (codecs.MAC, "ff:ff:ff:ff:ff:ff"),
    (codecs.LINE, "one\ntwo"), (codecs.NAME, "."), (codecs.NAME, ".."),
    (codecs.UUID, "c7a5"), (codecs.UUID, ""),
    (codecs.IP, "10.0.0.256"), (codecs.IP, "10.0.0"), (codecs.IP, "10.0.0.1/24"), (codecs.IP, 5), (codecs.IP, ""), (codecs.IP, "1.2.3.4."),
    (codecs.IP, "01.2.3.4"),
    (codecs.MODE, 493), (codecs.MODE, "755"), (codecs.MODE, "0988"), (codecs.MODE, ""), (codecs.MODE, "0"),
    (codecs.CPUSET, "3-1"), (codecs.CPUSET, "^2"), (codecs.CPUSET, "0-999999999"), (codecs.CPUSET, "a"), (codecs.CPUSET, ""),
    (codecs.PATH, "images"), (codecs.PCI, "03:20.0"), (codecs.PCI, "03:00.8"), (codecs.PCI, "03:00"), (codecs.PCI, ""),
    (codecs.NAME, "a/b"), (codecs.NAME, ""), (codecs.NAME, " a"), (codecs.NAME, "a\nb"), (codecs.STR, "bell\x07"),
])
def test_what_cannot_be_is_refused(codec, value):
    with pytest.raises(ValueError, match="expected"):
        codec.parse(value)


@pytest.mark.parametrize(("codec", "value", "remedy"), [
    (sizes.CAPACITY, "1 Gb", "Write 1 GiB (1073741824 bytes each) or 1 GB (1000000000 bytes each)."),
    (sizes.CAPACITY, "1.5 Mib", "Write 1.5 MiB (1048576 bytes each) or 1.5 MB (1000000 bytes each)."),
    (sizes.CAPACITY, "0.3 B", "Write 1 B."),
    (sizes.MEMORY, "100 MB", "Write 97656 KiB or 100 MiB."),
    (sizes.MEMORY, "33333333 B", "Write 32552 KiB."),
    (sizes.MEMORY, "0.3 MB", "Write 293 KiB."),
    (sizes.MEMORY, "1 bytes", "Write 1 KiB."),
])
def test_a_size_that_does_not_fit_is_refused_with_one_that_does(codec, value, remedy):
    with pytest.raises(codecs.Misfit) as error:
        codec.parse(value)
    assert error.value.remedy == remedy
    offered = remedy.removeprefix("Write ").rstrip(".").split(" or ")
    assert all(codec.parse(size.partition(" (")[0]) for size in offered)


@pytest.mark.parametrize(("codec", "unquoted", "canonical"), [
    (codecs.MAC, "52:54:00:12:34:56", "52:54:00:12:34:56"),
    (codecs.MAC, "76:54:00:12:34:56", "76:54:00:12:34:56"),
    (codecs.MAC, "98:59:59:59:59:59", "98:59:59:59:59:59"),
    (codecs.MAC, "02:00:00:00:00:01", "02:00:00:00:00:01"),
    (codecs.PCI, "0000:03:00.1", "0000:03:00.1"),
    (codecs.PCI, "0001:59:10.7", "0001:59:10.7"),
    (codecs.PCI, "0000:00:02.0", "0000:00:02.0"),
    (codecs.BOOL, "off", False),
    (codecs.BOOL, "yes", True),
    (codecs.CPUSET, "4", "4"),
])
def test_yaml_reads_some_words_as_numbers(codec, unquoted, canonical):
    """YAML 1.1 takes colons for digits to the base of 60, and off for false: www.yaml.org/type/int.html."""
    value = yaml.safe_load(unquoted)
    assert codec.parse(value) == canonical
    assert codec.parse(str(value)) == canonical, "the same once Ansible made a string of it"


def test_an_octal_mode_without_quotes_is_refused_and_not_guessed():
    value = yaml.safe_load("0755")
    assert value == int("755", 8)
    with pytest.raises(ValueError, match="octal mode in quotes"):
        codecs.MODE.parse(value)


@given(st.integers(0, 2**63 - 1))
def test_sizes_come_back(value):
    assert sizes.CAPACITY.parse(sizes.CAPACITY.to_user(value)) == value


@given(st.integers(0, 2**53), st.sampled_from(["KiB", "MiB", "B"]))
def test_sizes_keep_their_bytes_in_the_xml(value, unit):
    codec, elem = sizes.Size(unit), xml.parse("<memory/>")
    codec.store(elem, None, value)
    assert codec.fetch(elem, None) == value


def test_a_size_without_a_place_for_its_unit_must_fit_the_unit():
    codec = sizes.Size("KiB", unit_attr=None)
    with pytest.raises(ValueError, match="multiple of 1 KiB"):
        codec.parse("1 B")
    elem = xml.parse("<hard_limit/>")
    codec.store(elem, None, codec.parse("1 MiB"))
    assert (elem.text, elem.attrib) == ("1024", {})


@pytest.mark.parametrize(("document", "value"), [
    ("<memory>4194304</memory>", 4 * GIB),
    ("<memory unit='GiB'>4</memory>", 4 * GIB),
    ("<memory unit='g'>4</memory>", 4 * GIB),
    ("<memory unit='MB'>4</memory>", 4 * 10**6),
    ("<memory unit='bytes'>4096</memory>", 4096),
    ("<memory/>", None),
])
def test_sizes_are_read_with_every_unit_of_libvirt(document, value):
    assert sizes.MEMORY.fetch(xml.parse(document), None) == value


@given(st.sets(st.integers(0, 200), min_size=1))
def test_sets_of_processors_have_one_form(numbers):
    text = codecs.CPUSET.parse(",".join(map(str, sorted(numbers, reverse=True))))
    assert codecs.CPUSET.parse(text) == text
    chosen = set()
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        chosen.update(range(int(first), int(last or first) + 1))
    assert chosen == numbers


@given(st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(0, 31), st.integers(0, 7))
def test_pci_addresses_come_back(domain, bus, slot, function):
    text, elem = f"{domain:04x}:{bus:02x}:{slot:02x}.{function}", xml.parse("<address type='pci'/>")
    codecs.PCI.store(elem, None, codecs.PCI.parse(text))
    assert codecs.PCI.fetch(elem, None) == text
    codecs.PCI.drop(elem, None)
    assert elem.attrib == {"type": "pci"}


@given(st.binary(min_size=6, max_size=6))
def test_hardware_addresses_have_one_form(raw):
    raw = bytes([raw[0] & 0xFE, *raw[1:]])
    text = raw.hex(":")
    assert codecs.MAC.parse(text.upper()) == codecs.MAC.load(":".join(f"{byte:x}" for byte in raw)) == text


@given(st.ip_addresses())
def test_addresses_have_one_form(address):
    assert codecs.IP.parse(address.exploded) == codecs.IP.load(address.exploded) == str(address)


@pytest.mark.parametrize("text", ["maybe", "default", ""])
def test_a_word_that_is_no_boolean_stays_a_word(text):
    with pytest.raises(ValueError, match="boolean"):
        codecs.YES_NO.load(text)
