# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of seeds: the same files make the same bytes, which other programs read."""

from __future__ import annotations

import shutil
import struct
import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed import iso9660
from bench.needs import needs_program

SECTOR, LONGEST_NAME = 2048, 8
FILES = {"user-data": b"#cloud-config\n{}\n" * 300, "meta-data": b"{}\n", "network-config": bytes(range(256)) * 8, "vendor-data": b"x"}


def number(data, form, at):
    """A number that stands in both byte orders, which have to agree."""
    size = struct.calcsize(form)
    little, big = struct.unpack_from(f"<{form}", data, at)[0], struct.unpack_from(f">{form}", data, at + size)[0]
    assert little == big
    return little


def names_and_places(image):
    """What a reader finds that knows ECMA-119 and Rock Ridge, and nothing of the writer."""
    primary = image[16 * SECTOR:17 * SECTOR]
    assert primary[:7] == b"\1CD001\1"
    assert image[17 * SECTOR:17 * SECTOR + 7] == b"\xffCD001\1", "the set of descriptors ends"
    assert primary[40:72].decode() == "cidata".ljust(32)
    assert number(primary, "H", 128) == SECTOR
    assert number(primary, "I", 80) * SECTOR == len(image)
    assert primary[881:883] == b"\1\0", "version of the structure, and a byte that is reserved"
    root = number(primary, "I", 158)
    for order, at in (("<", 140), (">", 148)):
        table = image[struct.unpack_from(f"{order}I", primary, at)[0] * SECTOR:]
        assert struct.unpack_from(f"{order}I", table, 2)[0] == root, "the path table names the folder"
    folder, at, found, identifiers = image[root * SECTOR:root * SECTOR + number(primary, "I", 166)], 0, {}, []
    assert folder[34:41] == b"SP\x07\x01\xbe\xef\x00", "Rock Ridge is announced in the first record"
    while folder[at]:
        record = folder[at:at + folder[at]]
        identifiers.append(record[33:33 + record[32]])
        name = record.find(b"NM")
        if name > 0:
            place, size = number(record, "I", 2), number(record, "I", 10)
            found[record[name + 5:name + record[name + 2]].decode()] = image[place * SECTOR:place * SECTOR + size]
        at += folder[at]
    assert identifiers[:2] == [b"\0", b"\1"]
    assert identifiers == sorted(identifiers), "records stand in the order of their identifiers"
    assert all(len(each.partition(b".")[0]) <= LONGEST_NAME for each in identifiers), "names of level 1"
    return found


@pytest.mark.parametrize("files", [{}, {"user-data": b""}, FILES], ids=["none", "empty", "several"])
def test_what_is_written_is_read(files):
    image = iso9660.build(files, "cidata")
    assert names_and_places(image) == files
    assert iso9660.read(image) == files


def test_the_same_files_make_the_same_bytes():
    image = iso9660.build(FILES, "cidata")
    assert image == iso9660.build(dict(reversed(FILES.items())), "cidata")
    assert image != iso9660.build({**FILES, "meta-data": b"{ }\n"}, "cidata")
    assert image != iso9660.build({**FILES, "other": b""}, "cidata")


def test_the_field_for_applications_is_where_ecma_119_has_it():
    used = iso9660.APPLICATION_USE
    assert (used.start - 16 * SECTOR + 1, used.stop - 16 * SECTOR) == (884, 1395)


def test_more_files_than_a_sector_has_records_for_are_refused():
    with pytest.raises(ValueError, match="too many"):
        iso9660.build({f"a-long-name-of-a-file-{number:04}": b"" for number in range(30)}, "cidata")


@pytest.mark.parametrize("length", [0, 100, 17 * SECTOR, 20 * SECTOR + 40, 21 * SECTOR + 1])
def test_an_image_that_is_cut_off_is_told(length):
    with pytest.raises(ValueError, match=r".+"):
        iso9660.read(iso9660.build(FILES, "cidata")[:length])


def test_blkid_finds_the_label(tmp_path):
    (tmp_path / "seed").write_bytes(iso9660.build(FILES, "cidata"))
    program = shutil.which("blkid", path="/usr/sbin:/sbin:/usr/bin")
    told = subprocess.run([program, "-p", "-o", "export", str(tmp_path / "seed")], capture_output=True, text=True, check=True).stdout
    assert {"LABEL=cidata", "TYPE=iso9660", "BLOCK_SIZE=2048"} <= set(told.splitlines())


@needs_program("isoinfo")
def test_isoinfo_reads_it(tmp_path):
    (tmp_path / "seed").write_bytes(iso9660.build(FILES, "cidata"))
    for name, content in FILES.items():
        done = subprocess.run(["isoinfo", "-R", "-x", f"/{name}", "-i", str(tmp_path / "seed")], capture_output=True, check=True)
        assert done.stdout == content
