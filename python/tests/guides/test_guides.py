"""The README and the guides hold: what they tell a reader to type is typed, in order, and does what it is there for.

`reader.LANGUAGES` says what becomes of each block. The README begins with nothing; each guide begins where the README
ends, with a copy of its home.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pages import ROOT, blocks, commands
from reader import Failed, Reader, after
from usages import usages, wrong_with

GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *GUIDES]
#: What one page may take; so that nobody hides a wait in one.
SECONDS_OF_A_PAGE = 60


@dataclass(frozen=True)
class Followed:
    """What somebody has who has followed the README."""

    home: Path
    exported: dict[str, str]


@pytest.fixture(scope="session")
def readme(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    with Reader(tmp_path_factory.mktemp("readme")) as reader:
        reader.follow(ROOT / "README.md")
        return Followed(reader.home, reader.exported())


@pytest.fixture
def reader(readme: Followed, tmp_path: Path) -> Iterator[Reader]:
    with after(readme.home, readme.exported, tmp_path) as reader:
        reader.serve()
        yield reader


def the_readme_leads_from_nothing_to_a_call_in_a_terminal(readme: Followed) -> None:
    assert readme.exported["CONVLOG_URL"].startswith("http://127.0.0.1:")
    assert readme.exported["CONVLOG_PROJECT_ID"] == "front-desk"


@pytest.mark.parametrize("page", [ROOT / "CONTRIBUTING.md", *GUIDES], ids=lambda page: page.stem)
def what_a_page_tells_to_type_does_what_it_is_there_for(page: Path, reader: Reader) -> None:
    began = time.monotonic()
    reader.follow(page)
    assert time.monotonic() - began < SECONDS_OF_A_PAGE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def the_commands_in_sentences_exist(page: Path) -> None:
    known = usages()
    wrong = [f"{place}: {call}: {reason}" for place, call in commands(page) if (reason := wrong_with(call, known))]
    assert not wrong, "\n".join(wrong)


def the_readme_names_every_guide() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [guide.name for guide in GUIDES if f"docs/guides/{guide.name}" not in readme] == []


@pytest.mark.parametrize(
    ("fence", "text", "says"),
    [
        ("sh", "true\nconvlog get nothing --project front-desk\ntrue", "page.md:5: convlog get nothing"),
        ("sh", "false | cat", "page.md:4: "),
        ("sh", "echo $(convlog keys create --account acme)\nconvlog list --limit none", "page.md:5: convlog list"),
        ("sh", "make nothing-of-the-kind", "page.md:4: make nothing-of-the-kind"),
        ("sh", "pip install a-package-that-is-not-here", "page.md:4: pip install"),
        ("sh", "convlog serve --no-such-flag", "page.md:4: it did not get ready"),
        ("python", "import convlog\n\nconvlog.nothing()", "line 6, in <module>"),
        ("python", "# app.py\nimport convlog", "page.md:4: app.py is saved and used by no command"),
        ("json", '{"type": "log",}', "page.md:4: "),
        ("toml", "[server]\nlissten = 1", "page.md:4: "),
        ("yaml", "a: [", "page.md:4: "),
        ("ini", "[Service]\nUser=convlog\n", "page.md:4: the unit starts no convlog"),
        ("ini", "[Service]\nExecStart=/opt/convlog/bin/convlog serve --nothing\n", "page.md:4: `convlog serve` has no"),
        ("text", "$ convlog list", "page.md:4: commands stand in a block of their own"),
        ("console", "convlog list", "page.md:4: nobody knows how to check"),
        ("", "convlog list", "page.md:4: nobody knows how to check"),
    ],
)
def what_fails_is_named_with_its_page_and_line(fence: str, text: str, says: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n```{fence}\n{text}\n```\n")
    with Reader(tmp_path) as reader, pytest.raises(Failed) as failed:
        reader.follow(page)
    assert says in str(failed.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ('project_id="of-others"', "forbidden_project"),
        ('direction="sideways"', "field_left_out"),
    ],
)
def a_snippet_whose_records_are_not_taken_as_they_are_fails(
    arguments: str, says: str, reader: Reader, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f'```python\nimport convlog\n\nconvlog.Conversation("CA9", {arguments}).log.info("x")\n```\n')
    with pytest.raises(Failed, match=rf"(?s)page\.md:2: .*{says}"):
        reader.follow(page)


def what_the_server_did_not_print_cannot_be_pasted(reader: Reader, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Paste it:\n\n<!-- paste: Send from anywhere -->\n")
    with pytest.raises(Failed, match=r"page\.md:3: the server printed nothing to paste"):
        reader.follow(page)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("convlog projects set front-desk --raise turn.user_input", "takes no 'front-desk'"),
        ("convlog keys create --permission read", "has no --permission"),
        ("convlog tail CA42", "takes no 'tail'"),
        ("convlog get CA42 --outline", "has no --outline"),
        ("convlog erasures wait", "takes no 'wait'"),
        ("convlog projects set --key-lifetime 90d", None),
        ("convlog get CA42", None),
        ("convlog serve --adopt-spool DIR", None),
    ],
)
def a_command_in_a_sentence_is_told_from_one_that_does_not_exist(call: str, says: str | None) -> None:
    reason = wrong_with(call, usages())
    assert reason is says if says is None else says in (reason or "")


def every_block_of_a_page_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "1. one\n\n   ```sh\n   true\n   ```\n\n> ```sh\n> true\n> ```\n\n~~~sh\ntrue\n~~~\n\n    indented\n"
    )
    assert [(block.line, block.language) for block in blocks(page)] == [(4, "sh"), (8, "sh"), (12, "sh"), (15, "")]
