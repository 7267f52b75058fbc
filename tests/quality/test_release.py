# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make release` is one command: version, changelog, tarball, commit and tag, or a tree as it was."""

from __future__ import annotations

import os
import shutil

import pytest
from bench import programs
from bench.paths import ROOT

PERSON = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "A"), ("EMAIL", "a@example.com"))}
FRAGMENT = "---\nminor_changes:\n  - network - the option ``mtu`` sets the largest transmission unit.\n"


@pytest.fixture
def run(tmp_path):
    """Runs a command in a repository that has what a release needs, and one fragment."""
    folder = tmp_path / "clone"
    for name in (".gitignore", "CHANGELOG.md", "README.md", "galaxy.yml", "changelogs/changelog.yaml", "changelogs/config.yaml",
                 "meta/runtime.yml", "tools/release"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "changelogs" / "fragments").mkdir()
    (folder / "changelogs" / "fragments" / "mtu.yml").write_text(FRAGMENT, encoding="utf-8")

    def command(*words, fails=False):
        done = programs.run(words, cwd=folder, env={**os.environ, **PERSON, "HOME": str(tmp_path)})
        assert bool(done.returncode) == fails, done.stdout
        return done.stdout

    command("git", "init", "--quiet")
    command("git", "add", "--all")
    command("git", "commit", "--quiet", "--message", "Begin")
    command.folder = folder
    return command


def test_a_release_is_one_command(run):
    assert "git push --follow-tags" in run("tools/release", "1.2.3")
    assert (run.folder / "build" / "anvil-hypervisor-1.2.3.tar.gz").exists()
    assert "version: 1.2.3" in (run.folder / "galaxy.yml").read_text(encoding="utf-8").splitlines()
    changelog = (run.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "largest transmission unit" in changelog
    assert not (run.folder / "changelogs" / "fragments" / "mtu.yml").exists()
    assert run("git", "status", "--porcelain") == ""
    assert run("git", "describe", "--exact-match") == "1.2.3\n"
    assert "nothing to release" in run("tools/release", "1.2.4", fails=True)


def test_a_release_that_fails_leaves_the_tree_as_it_was(run):
    assert "Usage" in run("tools/release", "soon", fails=True)
    run("git", "tag", "1.0.0")
    assert "a tag 1.0.0 already" in run("tools/release", "1.0.0", fails=True)
    wrong = run.folder / "changelogs" / "fragments" / "wrong.yml"
    wrong.write_text("---\nno_such_section:\n  - x\n", encoding="utf-8")
    assert "wrong.yml" in run("tools/release", "1.2.3", fails=True)
    run("git", "add", "--all")
    run("git", "commit", "--quiet", "--message", "A fragment that is wrong")
    assert "no_such_section" in run("tools/release", "1.2.3", fails=True)
    assert run("git", "status", "--porcelain") == ""
    assert "version: 1.2.3" not in (run.folder / "galaxy.yml").read_text(encoding="utf-8")


def test_fragments_are_in_order():
    done = programs.run(("antsibull-changelog", "lint"), cwd=ROOT)
    assert done.returncode == 0, done.stdout
