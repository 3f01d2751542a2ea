"""The revisions of MCP that are spoken here, and how a request says which one it is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sanic import Request

from outhost.domain.words import Text
from outhost.web.mcp.messages import Code, Fault, Message

VERSION_HEADER: Final = "mcp-protocol-version"
VERSION_KEY: Final = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY: Final = "io.modelcontextprotocol/clientCapabilities"

_METHOD_HEADER: Final = "mcp-method"
_NAME_HEADER: Final = "mcp-name"
_NO_ENVELOPE: Final = Text(en="`params._meta` must have `{key}`.", fr="`params._meta` doit avoir `{key}`.")
_MISMATCH: Final = Text(
    en="The header `{header}` must be there once, and say what the body says.",
    fr="L’en-tête `{header}` doit être là une seule fois et dire ce que dit le corps.",
)
_UNSUPPORTED: Final = Text(
    en="The revision {version} of MCP is not spoken here; {known} are.",
    fr="La révision {version} de MCP n’est pas parlée ici ; {known} le sont.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision of the protocol: whether it begins with `initialize`, or each request says all about itself; whether it has batches."""

    version: str
    has_handshake: bool = True
    has_batches: bool = False


REVISIONS: Final = (
    Revision(version="2026-07-28", has_handshake=False),
    Revision(version="2025-11-25"),
    Revision(version="2025-06-18"),
    Revision(version="2025-03-26", has_batches=True),
    Revision(version="2024-11-05"),
)
"""The newest first."""
_BY_VERSION: Final = {revision.version: revision for revision in REVISIONS}
_WITHOUT_HEADER: Final = _BY_VERSION["2025-03-26"]
"""The standard's word for a request that does not say: the last revision that did not ask for it."""


def greeted(version: str) -> Revision:
    """Choose the revision of a connection that begins by `initialize`: the one asked for, else the newest that begins so."""
    asked = _BY_VERSION.get(version)
    return asked if asked and asked.has_handshake else next(revision for revision in REVISIONS if revision.has_handshake)


def revision_of(request: Request, document: Any) -> Revision:
    """Tell in which revision a request is, by its header; one without says in its body if it is of the newest kind.

    Raises:
        Fault: it is in none that is spoken here.
    """
    version = request.headers.get(VERSION_HEADER)
    if version is None:
        return REVISIONS[0] if VERSION_KEY in _meta_of(document) else _WITHOUT_HEADER
    if version not in _BY_VERSION:
        raise _unsupported(version)
    return _BY_VERSION[version]


def check_envelope(request: Request, message: Message) -> None:
    """Do nothing if a request that says all about itself says it in body and headers alike.

    Raises:
        Fault
    """
    meta = _meta_of({"params": message.params})
    for key in (VERSION_KEY, CAPABILITIES_KEY):
        if key not in meta:
            raise Fault(Code.INVALID_PARAMS, _NO_ENVELOPE.filled(key=key))
    said = {VERSION_HEADER: meta[VERSION_KEY], _METHOD_HEADER: message.method}
    if message.method == "tools/call":
        said[_NAME_HEADER] = message.params.get("name")
    for header, value in said.items():
        if request.headers.getall(header, []) != [value]:
            raise Fault(Code.HEADER_MISMATCH, _MISMATCH.filled(header=header))


def _meta_of(document: Any) -> Mapping[str, Any]:
    params = document.get("params") if isinstance(document, dict) else None
    meta = params.get("_meta") if isinstance(params, dict) else None
    return meta if isinstance(meta, dict) else {}


def _unsupported(version: str) -> Fault:
    known = [revision.version for revision in REVISIONS]
    says = _UNSUPPORTED.filled(version=version, known=", ".join(known))
    return Fault(Code.UNSUPPORTED_VERSION, says, {"supported": known, "requested": version})
