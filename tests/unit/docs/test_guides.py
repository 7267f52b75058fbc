# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of docs/ on the documentation site: their links lead to pages that the site has, or to the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import site_groups
import site_guides
from bench.paths import ROOT

# What antsibull-docs writes at the top of the site.
REFERENCE = {f"{path.stem}_module.html" for path in (ROOT / "plugins" / "modules").glob("*.py")}
REFERENCE |= {f"{path.name}_role.html" for path in (ROOT / "roles").iterdir()} | {"index.html"}


TEXTS = site_guides.texts()


@pytest.mark.parametrize("page", TEXTS, ids=str)
def test_links_lead_to_pages_of_the_site(page):
    here = Path("/guides") / page
    site = {f"/guides/{name}.html" for name in TEXTS} | {f"/{name}" for name in REFERENCE}
    for link in re.findall(r'href="([^"#]+)', site_guides.converted(page, TEXTS[page])):
        if not link.startswith("https:"):
            assert str((here.parent / link).resolve()) in site, link
        elif link.startswith(site_guides.REPOSITORY):
            assert (ROOT / link[len(site_guides.REPOSITORY) + 1:]).exists(), link


@pytest.mark.parametrize(("page", "link", "there"), [
    ("tutorial", "hardware.md", "../guides/hardware.html"),
    ("how-to/day-2", "../volumes.md#the-mark", "../../guides/volumes.html#the-mark"),
    ("how-to/networks", "../../roles/guest_bridge/README.md", "../../guest_bridge_role.html"),
    ("hardware", "../plugins/modules/hardware_info.py", "../hardware_info_module.html"),
    ("hardware", "../tests/captures/README.md", f"{site_guides.REPOSITORY}/tests/captures/README.md"),
    ("storage", "#remove", "#remove"),
    ("storage", "https://libvirt.org/uri.html", "https://libvirt.org/uri.html"),
])
def test_a_link_is_rewritten(page, link, there):
    assert site_guides.target(Path(page), link) == there


def test_code_keeps_its_lines_and_a_wide_table_is_scrolled():
    text = "# Title\n\n```yaml\na:\n  b: 1\n```\n\n```\nx\ny\n```\n\n| a |\n|---|\n| 1 |\n"
    page = site_guides.converted(Path("page"), text)
    assert page.count('<div class="highlight"><pre style="white-space: pre">') == page.count("</pre></div>") == 2  # noqa: PLR2004 -- blocks
    assert "x\n   y\n" in page
    assert "<code" not in page
    assert site_guides.TABLE in page
    assert f"{site_guides.CELL}1</td>" in page


def test_each_option_of_a_guest_is_in_one_group():
    """With every option below it."""
    options = site_groups.document_options.options_of("domain")
    names = [name for _stem, _title, names in site_groups.groups() for name in names]
    assert sorted(names) == sorted(options)
    assert "| `disks[].iotune.read_bytes_sec` | str | Bytes read in a second." in TEXTS[Path("guest/disks")]
    assert set(site_groups.FIRST) <= set(options)


def reference(names):
    """What antsibull-docs writes of options, as far as their order is concerned. Those with options below them have one row more."""
    anchors = [anchor for name in names for anchor in (name, *[f"{name}/mode"] * (name in ("cpu", "disks")))]
    rows = [f'  * - .. raw:: html\n\n        <div id="parameter-{anchor}"></div>\n\n    - About {anchor}.\n\n' for anchor in anchors]
    return "Title\n=====\n\n  * - Parameter\n    - Comments\n\n" + "".join(rows) + "\n.. Attributes\n\n  * - .. raw:: html\n"


def test_the_reference_of_guests_begins_with_what_most_need():
    by_name = [*sorted(site_groups.order()), "uri"]
    assert sorted(site_groups.order()) == sorted(site_groups.document_options.options_of("domain"))
    text = site_groups.ordered(reference(by_name))
    assert text == reference([*site_groups.order(), "uri"]) == site_groups.ordered(text)
    found = re.findall(r'id="parameter-([\w/]+)"', text)
    assert found[:8] == ["name", "type", "state", "memory", "vcpus", "cpu", "cpu/mode", "os"]
    with pytest.raises(ValueError, match=r"lacks disks$"):
        site_groups.ordered(reference([name for name in by_name if name != "disks"]))


def test_pages_come_before_the_reference(tmp_path):
    (tmp_path / "domain_module.rst").write_text(reference(sorted(site_groups.order())), encoding="utf-8")
    (tmp_path / "index.rst").write_text("Title\n=====\n\nDescription\n-----------\n\nText\n", encoding="utf-8")
    site_guides.write(tmp_path)
    text = (tmp_path / "index.rst").read_text(encoding="utf-8")
    assert text.count("   :hidden:\n   :caption: Guides\n") == text.count("\nGuides\n------\n\n* :doc:`guides/tutorial`\n") == 1
    assert text.index("guides/tutorial") < text.index("guides/how-to/networks") < text.index("Description")
    assert (tmp_path / "guides" / "how-to" / "networks.rst").read_text(encoding="utf-8").startswith("Networks\n========\n")
    site_guides.write(tmp_path)
    assert (tmp_path / "index.rst").read_text(encoding="utf-8") == text
