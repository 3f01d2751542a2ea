"""Settings: one frozen table of what this installation is, read once from flags, environment and `outhost.toml`."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_serializer, field_validator

from outhost.domain.errors import InvalidSetting
from outhost.domain.ip_addresses import place_of

_PREFIX = "OUTHOST_"
_DATA_DIR = "OUTHOST_DATA_DIR"
_FILE = "_FILE"
"""What a variable's name ends with that names a file to read a secret from."""
_MAIL_SCHEMES = {"smtp", "smtp+starttls", "smtps"}
_SENDER = re.compile(r"(?:[^<>@\x00-\x1f]+ <)?[^\s<>@]+@[^\s<>@]+>?")
_CONTACT = re.compile(r"[!-'*-~]{1,200}")
"""What can stand in the comment of a User-Agent: visible ASCII, without spaces and parentheses."""
_HOST = re.compile(r"(?:(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*|\[[0-9A-Fa-f:.]+\])(?::\d+)?")
_SAFE_URL = re.compile(r"https?://[A-Za-z0-9.\-_~:\[\]/%]+")


class Settings(BaseModel):
    """Every key, with its default; the description is what `outhost config show` and the documentation say of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen at; loopback unless told otherwise.")
    port: int = Field(8787, ge=0, le=65535, description="Port to listen at; 0 takes a free one.")
    base_url: str = Field("", description="Address at which people reach this server.")
    image_base_url: str = Field("", description="Address under which images are linked, if another.")
    trusted_proxies: int = Field(0, ge=0, le=10, description="Reverse proxies in front; forwarded addresses count only then.")
    tls_cert: str = Field("", description="File with the certificate chain (PEM), to answer https.")
    tls_key: str = Field("", description="File with the certificate's private key (PEM).")
    cors_origins: str = Field("", description="Origins, separated by spaces, whose pages may call /v1; none by default.")
    initial_credits: int = Field(1000, ge=0, le=1_000_000_000, description="Credits that a new workspace starts with.")
    open_signup: bool = Field(default=False, description="Let anybody sign up, without an invitation.")
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server: smtp://, smtp+starttls:// or smtps:// with user:password@host:port; without one, letters go to outbox/.",
    )
    mail_from: str = Field("outhost <outhost@localhost>", description="Whom letters come from: an address, or a name with one.")
    min_free_mb: int = Field(500, ge=0, description="Room that is kept free on the disk, in MiB; below it, leads are refused.")
    plugins_dir: str = Field("", description="Folder of plugins of your own, if not plugins/ in the data folder.")
    modules: dict[str, dict[str, Any]] = Field({}, description="Options of modules, one table each: [modules.SLUG] in outhost.toml.")
    concurrent_jobs: int = Field(5, ge=1, le=1000, description="Jobs that one person may have pending or running at once.")
    ef_per_job: float = Field(
        1.0, gt=0, le=1_000_000, allow_inf_nan=False, description="EF that one job may cost; a query in 10,000 tiles, about France, is 1."
    )
    retention_days: int = Field(7, ge=1, le=3650, description="Days for which the rows of an ended job are kept.")
    fetch_allow_private: bool = Field(default=False, description="Let fetches go to this machine and into private networks too.")
    webhook_allow_private: bool = Field(
        default=False, description="Let webhooks go to this machine and into private networks too, there by http:// as well."
    )
    dns_servers: str = Field("", description="Servers of names to ask, as addresses separated by spaces; else those of the machine.")
    respect_robots: bool = Field(
        default=True, description="Fetch no page that a website's robots.txt forbids, and keep to its crawl delay."
    )
    crawl_delay_seconds: float = Field(
        0.5, ge=0, le=60, allow_inf_nan=False, description="Seconds between two requests to one website, where it asks for no more."
    )
    crawl_at_once: int = Field(200, ge=1, le=1000, description="Requests to websites that may be under way at once, one a website.")
    pages_fresh_hours: float = Field(
        24.0, ge=0, le=8760, allow_inf_nan=False, description="Hours for which a page that was fetched is not asked for again."
    )
    pages_days: int = Field(30, ge=1, le=3650, description="Days for which fetched pages are kept in the data folder, compressed.")
    pages_most_mb: int = Field(2000, ge=10, le=10_000_000, description="Room that fetched pages may take, in MiB; the oldest go first.")
    user_agent_contact: str = Field("", description="Address of a page, or a mailbox, that websites are told to turn to about fetches.")
    overpass_url: str = Field("", description="Map server to find places at, an Overpass API such as http://maps.lan/api/interpreter.")
    sandbox: bool = Field(default=False, description="Have an invented town, whose names are answered on this machine alone.")
    track_opens: bool = Field(default=False, description="Count fetches of images, without keeping addresses.")
    log_format: Literal["text", "json"] = Field("text", description="Form of the log lines on standard error.")
    access_log: bool = Field(default=False, description="Log one line a request.")

    def plugin_options(self) -> dict[str, dict[str, Any]]:
        """Give the options of plugins: their own tables, and the address of the map server for what asks there."""
        return {**self.modules, "overpass": {**self.modules.get("overpass", {}), "url": self.overpass_url}}

    @field_validator(
        "port", "trusted_proxies", "initial_credits", "min_free_mb", "concurrent_jobs", "ef_per_job", "retention_days",
        "crawl_delay_seconds", "crawl_at_once", "pages_fresh_hours", "pages_days", "pages_most_mb", mode="before",
    )  # fmt: skip
    @classmethod
    def _not_boolean(cls, value: object) -> object:
        if isinstance(value, bool):  # which Python would count as 0 or 1
            raise ValueError("Input should be a number")  # noqa: TRY004 - pydantic takes ValueError for a refusal
        return value

    @field_validator("modules", mode="before")
    @classmethod
    def _options(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('Input should be a JSON object such as {"scrap": {"key": "value"}}') from None

    @field_serializer("modules")
    def _masked(self, modules: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
        """Mask the options, any of which may be somebody's key."""
        return {slug: dict.fromkeys(options, str(SecretStr("x"))) for slug, options in modules.items()}

    @field_validator("base_url", "image_base_url", "overpass_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _is_address(value):
            raise ValueError("Input should be an address such as https://images.example.com")
        return value.rstrip("/")

    @field_validator("overpass_url")
    @classmethod
    def _map_server(cls, value: str) -> str:
        if value and not _HOST.fullmatch(urlsplit(value).netloc):
            raise ValueError("Input should be an address such as http://maps.lan/api/interpreter")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _is_mail_server(value.get_secret_value()):
            raise ValueError("Input should be an address such as smtp+starttls://user:password@mail.example.com:587")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if not _SENDER.fullmatch(value):
            raise ValueError("Input should be an address, or a name with one: Acme <hello@acme.example>")
        return value

    @field_validator("user_agent_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        if value and not _CONTACT.fullmatch(value):
            raise ValueError("Input should be an address such as https://example.com/crawler or crawler@example.com")
        return value

    @field_validator("dns_servers")
    @classmethod
    def _name_servers(cls, value: str) -> str:
        for server in value.split():
            try:
                place_of(server, 53)
            except ValueError:
                raise ValueError(f"Input should be IP addresses such as 9.9.9.9 or 127.0.0.1:5335; {server} is none") from None
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        if bad := [origin for origin in value.split() if not _is_address(origin) or urlsplit(origin).path]:
            raise ValueError(f"Input should be origins such as https://app.example.com; {bad[0]} is none")
        return value


SECRETS: Final = frozenset(key for key, field in Settings.model_fields.items() if field.annotation is SecretStr)
"""Settings that are shown nowhere; each may also be read from the file that `OUTHOST_<KEY>_FILE` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings and, by key, where each came from: `flag`, `OUTHOST_…`, `outhost.toml` or `default`."""

    settings: Settings
    origins: Mapping[str, str]


def data_dir(flag: str | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Choose the data folder: the flag, else `OUTHOST_DATA_DIR`, else the platform's folder for user data."""
    chosen = flag or environment.get(_DATA_DIR)
    return Path(chosen).expanduser().absolute() if chosen else user_data_path("outhost", appauthor=False)


def load(file: Path, flags: Mapping[str, object], environment: Mapping[str, str] = os.environ) -> Configuration:
    """Read the settings; a flag (where not None) wins over the environment, that over the file, that over the default.

    Raises:
        InvalidSetting: a key is unknown or its value malformed; names the key and where it stands.
    """
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for origin, found in (("outhost.toml", _from_file(file)), ("environment", _from_environment(environment)), ("flag", flags)):
        for key, value in found.items():
            if value is None:
                continue
            if key not in Settings.model_fields:
                raise InvalidSetting(source=_place(origin, key), message="there is no such setting; see `outhost config show`.")
            values[key] = value
            origins[key] = _place(origin, key) if origin == "environment" else origin
    try:
        return Configuration(settings=Settings.model_validate(values), origins=origins)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        key = str(first["loc"][0])
        raise InvalidSetting(
            source=_source(origins, key),
            message=f"{first['msg'].removeprefix('Value error, ')}.",
        ) from None


def _source(origins: Mapping[str, str], key: str) -> str:
    return origins[key] if origins[key].startswith(_PREFIX) else _place(origins[key], key)


def _is_address(text: str) -> bool:
    """Tell whether a text is an http address that can stand in a link and in a CSV as it is."""
    try:
        return _SAFE_URL.fullmatch(text) is not None and bool(urlsplit(text).hostname) and urlsplit(text).port != 0
    except ValueError:  # a broken IPv6 address, or a port beyond 65535
        return False


def _is_mail_server(text: str) -> bool:
    """Tell whether a text is the address of a mail server; says no in words of ours, since the library's would show half a password."""
    try:
        address = urlsplit(text)
        return address.scheme in _MAIL_SCHEMES and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _place(origin: str, key: str) -> str:
    return {"environment": f"{_PREFIX}{key.upper()}", "flag": f"--{key.replace('_', '-')}"}.get(origin, f"{origin}: {key}")


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InvalidSetting(source=str(file), message=f"not valid TOML: {fault}.") from None
    except OSError as fault:
        raise InvalidSetting(source=str(file), message=f"cannot be read: {fault.strerror}.") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    named = {name: value for name, value in environment.items() if name.startswith(_PREFIX) and name != _DATA_DIR}
    files = {name: value for name, value in named.items() if _key_of(name.removesuffix(_FILE)) in SECRETS and name.endswith(_FILE)}
    found = {_key_of(name): value for name, value in named.items() if name not in files}
    return found | {_key_of(name.removesuffix(_FILE)): _secret_in(name, Path(path)) for name, path in files.items()}


def _key_of(name: str) -> str:
    return name.removeprefix(_PREFIX).lower()


def _secret_in(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise InvalidSetting(source=name, message=f"{path} cannot be read: {fault}.") from None
