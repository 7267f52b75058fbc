# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers of images as qemu-img writes them, and as nobody should."""

from __future__ import annotations

import struct
import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import image, luks
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid

SHADOW = "/etc/shadow"


def made(path, form, *options, size="8M"):
    subprocess.run(["qemu-img", "create", "-q", "-f", form, *options, path, size], check=True)
    return path


@pytest.fixture
def base(tmp_path):
    return made(tmp_path / "base", "raw")


@pytest.mark.parametrize("form", ["raw", "qcow2", "qcow", "qed", "vdi", "vmdk", "vpc"])
def test_formats(tmp_path, form):
    path = made(tmp_path / "image", form)
    assert image.probe_file(path) == form
    found = image.look(path)
    assert found["refers"] == []
    assert found["format"] == (form if form == "qcow2" else "raw"), "all else is copied as it is"
    assert found["capacity"] == (8 << 20 if form in ("raw", "qcow2") else path.stat().st_size)


@pytest.mark.parametrize(("form", "options"), [("qcow2", ()), ("qcow2", ("-o", "compat=0.10")), ("qcow", ()), ("qed", ()), ("vmdk", ())])
def test_k3e_an_image_below_is_seen(tmp_path, base, form, options):
    base = base if form != "vmdk" else made(tmp_path / "base.vmdk", "vmdk")
    path = made(tmp_path / "image", form, *options, "-b", base, "-F", "raw" if form != "vmdk" else "vmdk")
    assert image.look(path)["refers"] == [str(base)]


def test_k3e_an_external_data_file_is_seen(tmp_path):
    path = made(tmp_path / "image", "qcow2", "-o", f"data_file={tmp_path / 'data'},data_file_raw=on")
    assert image.look(path)["refers"] == [str(tmp_path / "data")]
    with path.open("r+b") as file:
        file.seek(struct.unpack(">I", path.read_bytes()[100:104])[0])
        file.write(struct.pack(">II", 0, 0))
    assert image.look(path)["refers"] == [image.UNNAMED], "the bit alone is enough"


def test_k3e_extents_in_other_files_are_seen(tmp_path):
    path = tmp_path / "image.vmdk"
    path.write_text(f'# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\nRW 16384 FLAT "{SHADOW}" 0\n')
    assert image.look(path)["refers"] == [SHADOW]


def test_k3e_a_broken_header_is_not_trusted(tmp_path):
    path = tmp_path / "image"
    for text in (b"QFI\xfb" + struct.pack(">IQI", 3, 1 << 40, 20) + bytes(100), b"QFI\xfb" + struct.pack(">IQI", 2, 64, 5000) + bytes(100)):
        path.write_bytes(text)
        assert image.look(path)["refers"] == [image.UNNAMED]
    path.write_bytes(b"QFI\xfb\0\0\0\3")
    assert image.look(path)["refers"] == [image.UNNAMED]


def test_k4f_a_copy_of_another_size_is_refused(tmp_path):
    path = tmp_path / "copy"
    path.write_bytes(bytes(10))
    whole = 10
    assert image.facts("disk.raw", {"size": whole, "path": str(path)})["size"] == whole
    with pytest.raises(Invalid, match="12 bytes, and its copy on the host has 10"):
        image.facts("disk.raw", {"size": 12, "path": str(path)})


def test_what_has_no_header_says_nothing_of_encryption(tmp_path, base):
    assert luks.encryption_of(base) is None
    assert luks.encryption_of(made(tmp_path / "plain", "qcow2")) is None
    assert luks.encryption_of(tmp_path / "missing") is None


def stood(tmp_path, *names, size="8M"):
    """Images of which each is below the next one, called by its name there."""
    made(tmp_path / names[0], "qcow2", size=size)
    for below, name in zip(names, names[1:]):
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", below, "-F", "qcow2", tmp_path / name], check=True)
    return tmp_path / names[-1]


def chain_of(path):
    return image.chain(str(path), image.look(path)["images"])


def test_k3e_what_is_further_below_is_seen(tmp_path):
    top = stood(tmp_path, "base", "middle", "upper", "top")
    assert image.look(top)["refers"] == ["upper"]
    assert chain_of(top) == [(str(tmp_path / "upper"), "middle"), (str(tmp_path / "middle"), "base")]
    made(tmp_path / "base", "qcow2", "-o", f"data_file={tmp_path / 'data'}")
    assert chain_of(top)[-1] == (str(tmp_path / "base"), str(tmp_path / "data"))
    for name in (f"file:{tmp_path / 'upper'}", 'json:{"driver": "qcow2", "file": {"driver": "file", "filename": "upper"}}'):
        made(tmp_path / "other", "qcow2", "-u", "-b", name, "-F", "qcow2")
        assert chain_of(tmp_path / "other")[0] == (str(tmp_path / "upper"), "middle"), name


def test_k3e_what_is_read_as_it_is_refers_to_nothing(tmp_path):
    """Whatever a guest wrote into it: a raw image below, and a file with the data."""
    below = made(tmp_path / "below", "qcow2", "-u", "-b", SHADOW, "-F", "raw")
    assert chain_of(made(tmp_path / "a", "qcow2", "-b", below, "-F", "raw")) == []
    assert chain_of(made(tmp_path / "b", "qcow2", "-b", below, "-F", "qcow2")) == [(str(below), SHADOW)]
    with_data = made(tmp_path / "c", "qcow2", "-o", f"data_file={tmp_path / 'data'}")
    (tmp_path / "data").write_bytes(below.read_bytes())
    assert image.look(with_data)["refers"] == [str(tmp_path / "data")] and chain_of(with_data) == []
    old = made(tmp_path / "d", "qcow2", "-o", "compat=0.10", "-b", below, "-F", "raw")
    assert chain_of(old) == []


@pytest.mark.parametrize("name", ["nbd://a/b", "rbd:a/b", "json:{", "json:[]", "json:{}", image.UNNAMED, "missing", "/dev/null"])
def test_k3e_what_no_file_of_the_host_is_cannot_be_looked_into(tmp_path, name):
    path = made(tmp_path / "a", "qcow2", "-u", "-b", name, "-F", "qcow2")
    assert image.look(path)["refers"] == [name] and chain_of(path) == []


def test_k3e_a_chain_that_comes_back_to_itself_is_told(tmp_path):
    made(tmp_path / "a", "qcow2", "-u", "-b", "b", "-F", "qcow2")
    made(tmp_path / "b", "qcow2", "-u", "-b", "a", "-F", "qcow2")
    assert chain_of(tmp_path / "a") == [(str(tmp_path / "b"), "a"), (str(tmp_path / "a"), None)]
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert chain_of(tmp_path / "link")[-1][1] is None


def test_k3e_a_chain_is_looked_at_as_far_as_libvirt_goes(tmp_path):
    template = made(tmp_path / "0", "qcow2", "-u", "-b", "1000", "-F", "qcow2").read_bytes()
    for number in range(1000):
        (tmp_path / str(number)).write_bytes(template.replace(b"1000", f"{number + 1:04}".encode()))
        (tmp_path / f"{number:04}").symlink_to(tmp_path / str(number))
    found = chain_of(tmp_path / "0")
    assert found[-1][1] is None and len(found) == image.LONGEST_CHAIN + 1


def header(name):
    """The header of a qcow2 image that calls the image below so."""
    return b"QFI\xfb" + struct.pack(">IQI", 2, 80, len(name)) + bytes(60) + name.encode()


def vmdk(*names):
    return "".join(["# Disk DescriptorFile\n", *(f'RW 1 FLAT "{name}" 0\n' for name in names)])


ODD = ("a\0b", 'json:{"filename": "a\\u0000b"}', 'json:{"filename": "\\ud800"}', "json:" + "[" * 1000, "a" * 1000)


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_k3e_an_odd_name_is_told_as_it_stands(tmp_path, name):
    """Of the image itself, and of one below it."""
    (tmp_path / "a").write_bytes(header(name))
    assert image.look(tmp_path / "a")["refers"] == [name] and chain_of(tmp_path / "a") == []
    (tmp_path / "top").write_bytes(header("a"))
    assert chain_of(tmp_path / "top") == [(str(tmp_path / "a"), name)]
    assert image.probe_file(image.backing_file(str(tmp_path / "a")) or "a\0") is None


@pytest.mark.parametrize("head", [
    b"QFI\xfb" + struct.pack(">IQI", 2, (1 << 64) - 1, 20) + bytes(100),
    b"KDMV" + bytes(24) + struct.pack("<QQ", (1 << 64) - 1, 1) + bytes(100),
])
def test_k3e_an_odd_place_of_a_name_is_not_trusted(tmp_path, head):
    (tmp_path / "a").write_bytes(head)
    assert image.look(tmp_path / "a")["refers"] == [image.UNNAMED] and image.backing_file(str(tmp_path / "a")) is None


def test_an_odd_place_of_the_header_of_luks_says_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"QFI\xfb" + bytes(96) + struct.pack(">IIIQ", 104, luks.ENCRYPTION, 16, (1 << 64) - 1))
    assert luks.encryption_of(tmp_path / "a") is None


def looked_at(monkeypatch):
    """The files whose headers are read from now on, of which there must be an end."""
    found, describe = [], image.describe

    def noted(file, size):
        found.append(file.name)
        assert len(found) <= image.LONGEST_CHAIN
        return describe(file, size)
    monkeypatch.setattr(image, "describe", noted)
    return found


def test_k3e_each_file_is_looked_at_once(tmp_path, monkeypatch):
    """However often and under whatever names an image names it; two that name one file are no circle."""
    for name, below in (("a", "b"), ("b", "c"), ("c", "d")):
        (tmp_path / name).write_text(vmdk(*[below] * 500, *("./" * number + below for number in range(1, 100)), "d"))
    (tmp_path / "d").write_text("")
    images, found = image.look(tmp_path / "a")["images"], looked_at(monkeypatch)
    chain = image.chain(str(tmp_path / "a"), images * 2)
    assert found == [str(tmp_path / name) for name in ("b", "c", "d")]
    assert chain[-1] == (str(tmp_path / "c"), "./" * 99 + "d") and len(chain) == len(set(chain))


def test_k3e_no_more_files_are_looked_at_than_libvirt_would(tmp_path, monkeypatch):
    (tmp_path / "a").write_text(vmdk(*range(1000)))
    for number in range(1000):
        (tmp_path / str(number)).write_text("" if number else vmdk(*range(1, 1000)))
    images, found = image.look(tmp_path / "a")["images"], looked_at(monkeypatch)
    assert image.chain(str(tmp_path / "a"), images)[-1] == (str(tmp_path / str(image.LONGEST_CHAIN)), None)
    assert len(found) == image.LONGEST_CHAIN


def test_k3e_a_circle_further_below_is_told(tmp_path):
    for name, below in (("a", "bc"), ("b", "c"), ("c", "b")):
        (tmp_path / name).write_text(vmdk(*below))
    assert chain_of(tmp_path / "a")[-1] == (str(tmp_path / "b"), None)
