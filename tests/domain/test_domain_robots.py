"""The rules of a robots.txt: read as the standard says, as people write them, and within bounds whoever wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from outhost.domain.robots import MOST_BYTES, read_rules

PATHS = st.text("/ab*$", min_size=1, max_size=8).map(lambda text: "/" + text.lstrip("/"))
TARGETS = st.text("/ab?", max_size=10).map(lambda text: "/" + text.lstrip("/"))
LINES = st.one_of(
    st.sampled_from(["User-agent: *", "User-agent: outhost", "User-agent: other", "", "# a remark", "Sitemap: https://a.example/s"]),
    st.tuples(st.sampled_from(["Allow", "Disallow", "disallow "]), PATHS).map(": ".join),
)


def forbids(text: str, target: str) -> bool:
    """Tell whether a robots.txt forbids us a path."""
    return read_rules(text.encode(), "outhost").forbidding(target) is not None


@given(st.lists(LINES, max_size=12), TARGETS)
def test_the_rules_say_what_another_reader_reads(lines: list[str], target: str) -> None:
    """Whatever a file holds, the reader of the best-known crawler comes to the same verdict."""
    text = "\n".join(lines)
    assert forbids(text, target) is not Protego.parse(text).can_fetch(f"https://a.example{target}", "outhost")


@pytest.mark.parametrize(
    ("text", "target", "line"),
    [
        pytest.param("User-agent: *\nDisallow: /prive", "/prive/a", "Disallow: /prive", id="a folder"),
        pytest.param("User-agent: *\nDisallow: /\nAllow: /contact", "/contact", None, id="the longer rule decides"),
        pytest.param("User-agent: *\nAllow: /a\nDisallow: /a", "/a", None, id="of two as long the kinder"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", "Disallow: /*.pdf$", id="an end"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", None, id="not that end"),
        pytest.param("User-agent: *\nDisallow: /$", "/", "Disallow: /$", id="the home page alone"),
        pytest.param("User-agent: *\nDisallow: /$", "/a", None, id="all but the home page"),
        pytest.param("User-agent: *\nDisallow:", "/", None, id="nothing"),
        pytest.param("User-agent: *\nDisallow: /", "/robots.txt", None, id="the rules themselves"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: OutHost/1.0\nDisallow: /x", "/a", None, id="ours before anybody's"),
        pytest.param(
            "User-agent: outhost\nDisallow: /x\nUser-agent: b\nUser-agent: outhost\nDisallow: /y", "/y", "Disallow: /y", id="twice"
        ),
        pytest.param("User-agent: out\nDisallow: /", "/a", None, id="a name that ours begins with"),
        pytest.param("User-agent: a\nSitemap: /s\nUser-agent: *\nDisallow: /", "/a", "Disallow: /", id="what is not about us between"),
        pytest.param("Disallow: /", "/", None, id="for nobody"),
        pytest.param("User-agent: *\r\rDissalow : /a # x", "/a", "Disallow: /a", id="written badly"),
        pytest.param("\ufeffuser-agent *\ndisallow /a", "/a", "Disallow: /a", id="without colons"),
        pytest.param("User-agent: *\nDisallow: privé", "/priv%C3%A9", "Disallow: privé", id="without a slash"),
        pytest.param("User-agent: *\nDisallow: https://a.example/b", "/b", "Disallow: https://a.example/b", id="a whole address"),
        pytest.param("User-agent: *\nDisallow: /%7ejo%2Fe", "/~jo%2fe", "Disallow: /%7ejo%2Fe", id="spelt otherwise"),
        pytest.param("User-agent: *\nDisallow: /a%2Fb", "/a/b", None, id="a slash that is none"),
        pytest.param("<!doctype html><title>Not found</title>", "/", None, id="no rules at all"),
        pytest.param("\0\ufffd\n" * 99, "/", None, id="rubbish"),
    ],
)
def test_the_line_that_forbids_is_named(text: str, target: str, line: str | None) -> None:
    """I can look up in the site's file which of its lines kept me from a page."""
    rule = read_rules(text.encode(), "outhost").forbidding(target)
    assert (rule and rule.line) == line


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5), ("User-agent: *\nCrawl-delay: 2\nUser-agent: outhost\nAllow: /", None),
        ("User-agent: *\ncrawl-delay: 1,5\nDisallow: /a\nCrawl-delay: 1", 1.5), ("User-agent: *\nCrawl-delay: inf", None),
        ("User-agent: *\nCrawl-delay: -1", None), ("User-agent: *\nCrawl-delay: soon", None), ("Crawl-delay: 9", None),
        ("User-agent: *\nCrawl-delay: 1e300", 86400), ("User-agent: *\nCrawl-delay: 99999999999999", 86400),
    ],
)  # fmt: skip
def test_a_delay_is_read(text: str, delay: float | None) -> None:
    """A site says how often it may be asked; nonsense says nothing."""
    assert read_rules(text.encode(), "outhost").delay_seconds == delay


def test_who_is_meant_is_told() -> None:
    """A rule for us alone is another thing than one for anybody."""
    assert read_rules(b"User-agent: *\nDisallow: /", "outhost").agent == "*"
    assert read_rules(b"User-agent: Outhost\nDisallow: /", "outhost").agent == "outhost"


@pytest.mark.parametrize(
    ("line", "target", "is_meant"),
    [
        ("Disallow: /" + "*a" * 5000 + "b", "/" + "a" * 7000, False), ("Disallow: /" + "*" * 100_000 + "x", "/" + "a" * 7000, False),
        ("Disallow: /*a*a*a*a*a*a*a*a*b", "/" + "a" * 7000, True), ("Disallow: /" + "a" * 7000, "/" + "a" * 6999, False),
        ("Disallow: /" + "%" * 5000, "/" + "%" * 5000 + "x", True),
    ],
)  # fmt: skip
def test_no_pattern_takes_long_to_hold_against_an_address(line: str, target: str, is_meant: bool) -> None:  # noqa: FBT001 - a column of the table
    """Patterns that would keep a regular expression busy for years are compared from left to right; of many, most by their beginning."""
    text = "User-agent: *\n" + f"{line}\n" * (MOST_BYTES // (len(line) + 1) - 1)
    assert forbids(text, target) is is_meant


def test_of_too_many_patterns_the_rest_forbid_what_begins_like_them() -> None:
    """A file of thousands of wildcards is kept to without comparing each: never less is forbidden than it says."""
    text = "User-agent: *\n" + "".join(f"Disallow: /s{number}/*/x\n" for number in range(5000))
    rules = read_rules(text.encode(), "outhost")
    assert all(rules.forbidding(f"/s{number}/a/x") for number in range(0, 5000, 7))
    assert rules.forbidding("/t") is None


def test_what_stands_behind_the_first_half_megabyte_is_not_read() -> None:
    """An endless file is read to a point, up to the last whole line before it."""
    text = b"User-agent: *\nDisallow: /a\n#" + b"x" * (MOST_BYTES - 50) + b"\nDisallow: /bcdefghijklmnopqrstuvwxyz\nDisallow: /c\n"
    rules = read_rules(text, "outhost")
    assert [rules.forbidding(target) is not None for target in ("/a", "/b", "/bcdefghijklmnopqrstuvwxyz", "/c")] == [
        True,
        False,
        False,
        False,
    ]
