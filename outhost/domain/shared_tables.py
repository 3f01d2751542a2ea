"""Tables that people share by a link: where the table itself is, behind the page that the link shows."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

_SHEET = re.compile(r"(?P<sheet>/spreadsheets(?:/u/\d+)?/d/(?!e/)[\w-]+)(?:/(?P<view>[^/]*))?/?")
_PUBLISHED = re.compile(r"(?P<sheet>/spreadsheets(?:/u/\d+)?/d/(?:e/)?[\w-]+)/(?:pub|pubhtml)/?")
_READY_MADE = {"export", "gviz"}
"""Parts of a sheet's address that hand out data themselves; whoever wrote one chose what."""
_KEPT = "resourcekey"
"""What some older links need beside their id."""


def table_address(url: str) -> str:
    """Give the address of the table behind a link: of a Google sheet as CSV, of a file at Dropbox; of anything else, the link itself."""
    try:
        link = urlsplit(url.strip())
        host = (link.hostname or "").removesuffix(".")
    except ValueError:  # no address at all; whoever fetches it will say so
        return url
    if host == "docs.google.com":
        return _of_google(link) or url
    if host in {"www.dropbox.com", "dropbox.com"}:
        return urlunsplit(link._replace(query=urlencode({**dict(parse_qsl(link.query)), "dl": "1"}), fragment=""))
    return url


def _of_google(link: SplitResult) -> str | None:
    if published := _PUBLISHED.fullmatch(link.path):
        asked = dict(parse_qsl(link.query))
        wanted = {name: value for name, value in asked.items() if name in {"gid", "single"}}
        return None if "output" in asked else _at(link, f"{published['sheet']}/pub", wanted | {"output": "csv"})
    sheet = _SHEET.fullmatch(link.path)
    if not sheet or sheet["view"] in _READY_MADE:
        return None
    asked = dict(parse_qsl(link.query))
    tab = dict(parse_qsl(link.fragment)).get("gid") or asked.get("gid")  # the fragment is the tab that is looked at
    wanted = {"format": "csv"} | ({"gid": tab} if tab else {}) | ({_KEPT: asked[_KEPT]} if _KEPT in asked else {})
    return _at(link, f"{sheet['sheet']}/export", wanted)


def _at(link: SplitResult, path: str, query: dict[str, str]) -> str:
    return urlunsplit(("https", link.netloc, path, urlencode(query), ""))
