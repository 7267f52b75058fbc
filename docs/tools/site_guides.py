# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the pages of docs/ into the documentation site, beside the reference that antsibull-docs makes.

site_guides.py FOLDER makes FOLDER/conf.py call write(), since antsibull-docs writes its own pages just before.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import site_groups
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REPOSITORY = f"{yaml.safe_load((ROOT / 'galaxy.yml').read_text(encoding='utf-8'))['repository']}/blob/main"
# The first pages of the site's menu; the rest follows by name.
FIRST = ("tutorial", "how-to/README")


def highlighted(code: str, language: str, _attributes: str) -> str:
    """A block of code as the theme shows it: it would join the lines of a bare one."""
    lexer = get_lexer_by_name(language) if language in LANGUAGES else TextLexer()
    return highlight(code, lexer, HtmlFormatter()).replace("<pre>", "<pre style=\"white-space: pre\">")


PARSER = MarkdownIt("commonmark", {"highlight": highlighted}).enable("table")
LANGUAGES = ("python", "toml", "yaml")
# A wide table is scrolled on a narrow screen.
TABLE = '<div style="overflow-x: auto"><table class="docutils">'
# The theme would keep each cell on one line.
CELL = '<td style="white-space: normal; min-width: 8em">'


def pages() -> list[Path]:
    """All pages, as paths below docs/ without their ending."""
    found = [page.relative_to(DOCS).with_suffix("") for page in DOCS.rglob("*.md") if page != DOCS / "README.md"]
    return sorted(found, key=lambda name: (FIRST.index(str(name)) if str(name) in FIRST else len(FIRST), str(name)))


def anchor(text: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def target(page: Path, link: str) -> str:
    """Where a link of a page leads to on the site; what the site does not have is in the repository."""
    path, _hash, fragment = link.partition("#")
    tail = f"#{fragment}" if fragment else ""
    if not path or re.match(r"\w+:", path):
        return link
    there = Path(os.path.normpath(DOCS / page.parent / path)).relative_to(ROOT)
    up = "../" * len(page.parts)
    if there.parts[0] == "docs" and there.suffix == ".md":
        own = there.relative_to("docs").with_suffix("")
        return f"{up}guides/{own}.html{tail}" if own != Path("README") else f"{up}index.html"
    if there.parts[0] == "roles":
        return f"{up}{there.parts[1]}_role.html"
    if there.parts[:2] == ("plugins", "modules"):
        return f"{up}{there.stem}_module.html"
    return f"{REPOSITORY}/{there}{tail}"


def prepare(page: Path, tokens: list[Token]) -> str:
    """Set the links and the anchors of a page; returns its title."""
    title = ""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            text = re.sub(r"[`*]", "", tokens[number + 1].content)
            title = title or text
            token.attrSet("id", anchor(text))
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrSet("href", target(page, str(inner.attrGet("href"))))
    return title


@functools.cache
def converted(page: Path, text: str) -> str:
    """A page as reStructuredText: its title, and the rest as HTML."""
    tokens = PARSER.parse(text)
    title = prepare(page, tokens)
    html = PARSER.renderer.render(tokens[3:], PARSER.options, {})  # without the title itself
    html = html.replace("<table>", TABLE).replace("</table>", "</table></div>").replace("<td>", CELL)
    html = re.sub(r'<pre><code[^>]*>(<div class="highlight">.*?</div>\n?)</code></pre>', r"\1", html, flags=re.DOTALL)
    lines = "\n".join(f"   {line}" if line else "" for line in html.splitlines())
    return f"{title}\n{'=' * len(title)}\n\n.. raw:: html\n\n{lines}\n"


def texts() -> dict[Path, str]:
    """The text of each page of the site's guides, in Markdown."""
    found = {page: (DOCS / page).with_suffix(".md").read_text(encoding="utf-8") for page in pages()}
    return found | {Path("guest") / name: text for name, text in site_groups.pages().items()}


def menu(title: str, names: Iterable[Path]) -> str:
    """A part of the index with its links, and of the menu beside each page, whose caption would be a second title of the part."""
    paths = [f"guides/{name}" for name in names]
    links, entries = "\n".join(f"* :doc:`{path}`" for path in paths), "\n".join(f"   {path}" for path in paths)
    return f"{title}\n{'-' * len(title)}\n\n{links}\n\n.. toctree::\n   :hidden:\n   :caption: {title}\n\n{entries}\n\n"


def write(rst: Path) -> None:
    """Write the pages into a folder of the site's sources, and list them in its index."""
    found = texts()
    for page, text in found.items():
        path = rst / "guides" / page.with_suffix(".rst")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(converted(page, text), encoding="utf-8")
    reference = rst / "domain_module.rst"
    reference.write_text(site_groups.ordered(reference.read_text(encoding="utf-8")), encoding="utf-8")
    index = rst / "index.rst"
    text = index.read_text(encoding="utf-8")
    menus = menu("Guides", pages()) + menu("Options of a guest", [page for page in found if page.parts[0] == "guest"])
    if menus not in text:
        index.write_text(re.sub(r"(?m)^(?=Description\n-+$)", lambda _match: menus, text, count=1), encoding="utf-8")


if __name__ == "__main__":
    with (Path(sys.argv[1]) / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\nimport pathlib, sys\nsys.path.insert(0, {str(ROOT / 'docs' / 'tools')!r})\n"
                   "import site_guides\nsite_guides.write(pathlib.Path(__file__).parent / 'rst')\n")
