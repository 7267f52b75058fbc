# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where words of programs are all that tells a cause, other words under the same code come to a plain failure."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import libvirt
import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import causes, device, libxl, session, volume_causes
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import refused, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Conflict, HypervisorError, Unsupported
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
INTERNAL, SYSTEM = libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_ERR_SYSTEM_ERROR
# For each row of the table: how QEMU says it, and how a daemon would that translates QEMU's words as well.
WORDS = [
    ("internal error: Child process (qemu-img create a) unexpected exit status 1: qemu-img: The image size is too large for file format",
     "Interner Fehler: Untergeordneter Prozess (qemu-img create a) unerwartet Exit-Status 1: Das Abbild ist zu groß für das Format",
     HypervisorError, "less capacity"),
    ("internal error: qemu-img: Failed to get \"write\" lock", "Interner Fehler: qemu-img: Die Sperre zum Schreiben ist vergeben",
     HypervisorError, "A running guest holds it"),
    ("internal error: process exited: Could not open '/srv/a': Permission denied",
     "Interner Fehler: Prozess beendet: »/srv/a« kann nicht geöffnet werden: Keine Berechtigung",
     HypervisorError, "process may read /srv/a"),
    ("internal error: 'odd' is not a valid device model name", "Interner Fehler: »odd« ist kein gültiger Name eines Gerätemodells",
     Unsupported, "has no 'odd'"),
]
DOCUMENT = "<domain type='kvm'><name>a</name><devices><disk type='file'><target dev='vda'/><frobnicate/></disk></devices></domain>"
# What libxml2, which has one language, says of it, and how it would be said in another.
SAID = "Extra element devices in interleave\nElement domain failed to validate content"


def translated(message, code=INTERNAL, domain=libvirt.VIR_FROM_QEMU, number=-1, kind="domain"):
    error = libvirt.libvirtError(message)
    error.err = (code, domain, message, 2, "", None, None, number, -1)
    return session.translate(error, kind=kind, name="a", operation="start")


@pytest.mark.parametrize(("row", "words"), list(zip(session._MESSAGES, WORDS, strict=True)))
def test_k7a_words_that_are_not_found_come_to_a_plain_failure(row, words):
    english, german, class_, remedy = words
    assert row[0].search(english)
    assert not row[0].search(german)
    told = translated(english, kind=row[1])
    assert (type(told), remedy in told.remedy) == (class_, True)
    plain = translated(german, kind=row[1])
    assert (type(plain), plain.code, plain.libvirt_code, plain.message) == (HypervisorError, "failed", INTERNAL, german)
    assert plain.remedy == f"{session._ELSE} {session._FOREIGN}"


@pytest.mark.parametrize("words", WORDS)
def test_k7a_words_are_read_under_the_codes_of_programs_alone(words):
    """A name that people chose may hold such words."""
    told = translated(words[0], code=libvirt.VIR_ERR_NO_DOMAIN)
    assert (told.code, told.remedy.startswith("Declare it first")) == ("not_found", True)


@pytest.mark.parametrize("message", ["libxenlight failed to create new domain 'a'", "libxenlight konnte neue Domain 'a' nicht erstellen"])
def test_k7a_a_failure_of_libxl_is_told_by_code_and_domain(message):
    assert libxl.LOG in translated(f"internal error: {message}", domain=libvirt.VIR_FROM_LIBXL).remedy
    assert libxl.LOG not in translated(f"internal error: {message}").remedy


@pytest.mark.parametrize("message", ["cannot truncate '/srv/a': File too large", "kann '/srv/a' nicht kürzen: Datei zu groß"])
def test_k7a_a_file_that_is_too_large_is_told_by_the_number_of_the_system(message):
    assert translated(message, SYSTEM, libvirt.VIR_FROM_STORAGE, 27, "volume").remedy == session._TOO_LARGE
    assert translated(message, SYSTEM, libvirt.VIR_FROM_STORAGE, 5, "volume").remedy != session._TOO_LARGE


def test_k7a_a_volume_that_lvm_does_not_show_is_found_by_lvm_itself(monkeypatch):
    """As LVM 2.03 lists a group with one volume that is active and one that is not."""
    told = "  root -wi-ao----\n  thin Vwi---tz-k\n"
    assert device.inactive(told) == ["thin"]
    assert device.inactive(f"\n  odd\n{told}  it is odd\n") == ["thin"], "other lines are none of volumes"
    monkeypatch.setattr(device, "inactive_volumes", lambda group: {"guests": ["thin"]}[group])
    pool = xml.parse("<pool type='logical'><name>lvm</name><source><name>guests</name></source></pool>")
    for message in ("internal error: Child process", "Interner Fehler: Untergeordneter Prozess"):
        found = [volume_causes._inactive(causes.Facts(error, None, SimpleNamespace(local=True), pool))
                 for error in (HypervisorError(message, name=f"lvm/{name}") for name in ("thin", "root"))]
        assert (found[0][0], "lvchange --activate y guests/thin" in found[0][1], found[1]) == (Conflict, True, None)


@pytest.mark.parametrize("prefix", ["XML document failed to validate against schema: ", "XML-Dokument entspricht nicht dem Schema: "])
def test_k7a_a_place_is_found_whatever_stands_before_the_words(prefix):
    assert refused.remedy(Domain, xml.parse(DOCUMENT), prefix + SAID).startswith("domain/devices/disk/frobnicate is no element")


def test_k7a_a_place_is_found_without_any_word():
    """The declarations know it; if they find nothing wrong, libvirt's text is all there is."""
    german = "Element devices passt nicht an diese Stelle"
    assert refused.remedy(Domain, xml.parse(DOCUMENT), german).startswith("domain/devices/disk/frobnicate is no element")
    assert refused.remedy(Domain, xml.parse(DOCUMENT.replace("<frobnicate/>", "")), german) is None


def test_k7a_what_libvirt_has_no_words_for_is_in_no_other_language():
    assert session._FOREIGN not in translated("An error occurred, but the cause is unknown").remedy


def reads_words(tree):
    """The functions that compare what an error says."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            compares = isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq))
            matches = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in (
                "search", "match", "fullmatch", "findall", "startswith", "endswith", "find", "partition")
            told = ast.unparse(node)
            if (compares or matches) and any(word in told for word in ("message", "str(error)", "get_str1", "words)")):
                yield function.name


def test_k7a_nothing_else_reads_what_an_error_says():
    found = {f"{path.stem}.{name}" for path in PLUGINS.rglob("*.py") for name in reads_words(ast.parse(path.read_text()))}
    # The last reads the kernel's log, which has one language.
    assert found == {"session.foreign", "session.translate", "refused.remedy", "kernel.relevant_messages"}


@pytest.mark.parametrize(("code", "english"), session._BEGINNINGS.items(), ids=lambda value: str(value)[:20])
def test_k7a_another_language_changes_nothing_but_the_remedy(code, english):
    """Class and number of the error are those of the code."""
    told = [translated(f"{words}: a", code) for words in (english, "Etwas ist misslungen")]
    assert [(type(error), error.libvirt_code) for error in told] == [(type(told[0]), code)] * 2
    assert told[1].remedy in (told[0].remedy, f"{told[0].remedy} {session._FOREIGN}")
