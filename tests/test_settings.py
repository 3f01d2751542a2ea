"""Settings: where each value comes from, and what is refused with a line that names it."""

from pathlib import Path

import pytest

from outhost.domain.errors import InvalidSetting
from outhost.settings import Settings, data_dir, load

KEYS = tuple(Settings.model_fields)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file of settings may lie."""
    return tmp_path / "outhost.toml"


def test_without_anything_said_every_setting_is_its_default(file: Path) -> None:
    """I install it and it runs: every key has a default and a sentence that says what it is."""
    configuration = load(file, {}, {})
    assert set(configuration.origins.values()) == {"default"}
    assert configuration.settings == Settings()
    assert all(field.description for field in Settings.model_fields.values())


def test_a_flag_wins_over_the_environment_and_that_over_the_file(file: Path) -> None:
    """Each place speaks where no stronger one does, and I can see which it was."""
    file.write_text('host = "127.0.0.2"\nport = 1\nmin_free_mb = 7\n', "utf-8")
    configuration = load(file, {"host": "127.0.0.4", "port": None}, {"OUTHOST_HOST": "127.0.0.3", "OUTHOST_PORT": "2", "PATH": "/bin"})
    settings = configuration.settings
    assert (settings.host, settings.port, settings.min_free_mb, settings.initial_credits) == ("127.0.0.4", 2, 7, 1000)
    assert {key: configuration.origins[key] for key in ("host", "port", "min_free_mb", "initial_credits")} == {
        "host": "flag",
        "port": "OUTHOST_PORT",
        "min_free_mb": "outhost.toml",
        "initial_credits": "default",
    }


@pytest.mark.parametrize("said", ["1", "true", "TRUE", "0", "false", "False"])
def test_a_boolean_is_said_by_number_or_word(file: Path, said: str) -> None:
    """`OUTHOST_TRACK_OPENS=1` and `=true` mean the same."""
    assert load(file, {}, {"OUTHOST_TRACK_OPENS": said}).settings.track_opens == (said.lower() in {"1", "true"})


def test_the_slash_at_the_end_of_an_address_is_ignored(file: Path) -> None:
    """Addresses are joined with one slash, however the owner wrote them."""
    assert load(file, {"base_url": "https://img.example.com/"}, {}).settings.base_url == "https://img.example.com"


@pytest.mark.parametrize(
    ("toml", "environment", "flags", "names"),
    [
        pytest.param("prot = 1", {}, {}, "outhost.toml: prot", id="an unknown key in the file"),
        pytest.param("", {"OUTHOST_PROT": "1"}, {}, "OUTHOST_PROT", id="an unknown variable"),
        pytest.param("", {}, {"prot": 1}, "--prot", id="an unknown flag"),
        pytest.param('port = "many"', {}, {}, "outhost.toml: port", id="text for a number in the file"),
        pytest.param("port = true", {}, {}, "outhost.toml: port", id="a boolean for a number"),
        pytest.param("port = 80.5", {}, {}, "outhost.toml: port", id="a fraction for a number"),
        pytest.param("host = 5", {}, {}, "outhost.toml: host", id="a number for a text"),
        pytest.param("[port]\na = 1", {}, {}, "outhost.toml: port", id="a table for a number"),
        pytest.param("", {"OUTHOST_PORT": "many"}, {}, "OUTHOST_PORT", id="text for a number in the environment"),
        pytest.param("", {"OUTHOST_PORT": ""}, {}, "OUTHOST_PORT", id="nothing for a number"),
        pytest.param("", {"OUTHOST_PORT": "65536"}, {}, "OUTHOST_PORT", id="a port that does not exist"),
        pytest.param("", {"OUTHOST_MIN_FREE_MB": "-1"}, {}, "OUTHOST_MIN_FREE_MB", id="less than nothing"),
        pytest.param("", {"OUTHOST_TRACK_OPENS": "perhaps"}, {}, "OUTHOST_TRACK_OPENS", id="no boolean"),
        pytest.param("", {"OUTHOST_LOG_FORMAT": "xml"}, {}, "OUTHOST_LOG_FORMAT", id="none of the words"),
        pytest.param("", {}, {"base_url": "ftp://example.com"}, "--base-url", id="no web address"),
        pytest.param("", {}, {"base_url": "javascript:alert(1)"}, "--base-url", id="a script for an address"),
        pytest.param("", {"OUTHOST_IMAGE_BASE_URL": "https://a b"}, {}, "OUTHOST_IMAGE_BASE_URL", id="a space in an address"),
        pytest.param("", {"OUTHOST_FETCH_ALLOW_PRIVATE": "lan"}, {}, "OUTHOST_FETCH_ALLOW_PRIVATE", id="a network for a boolean"),
        pytest.param('dns_servers = "9.9.9.9 ns.example"', {}, {}, "ns.example is none", id="a name for a server of names"),
        pytest.param('dns_servers = "127.0.0.1:0"', {}, {}, "outhost.toml: dns_servers", id="a server of names without a port"),
        pytest.param('user_agent_contact = "a) b"', {}, {}, "outhost.toml: user_agent_contact", id="a contact that ends its comment"),
        pytest.param('user_agent_contact = "a@b.example\\r\\nX: y"', {}, {}, "user_agent_contact", id="a header in a contact"),
        pytest.param("crawl_delay_seconds = -1", {}, {}, "outhost.toml: crawl_delay_seconds", id="a gap before it began"),
        pytest.param("crawl_delay_seconds = inf", {}, {}, "outhost.toml: crawl_delay_seconds", id="a gap without end"),
        pytest.param("crawl_at_once = 0", {}, {}, "outhost.toml: crawl_at_once", id="no request at a time"),
        pytest.param("pages_fresh_hours = nan", {}, {}, "outhost.toml: pages_fresh_hours", id="no number of hours"),
        pytest.param("pages_days = true", {}, {}, "outhost.toml: pages_days", id="a boolean for days"),
        pytest.param("", {"OUTHOST_PAGES_MOST_MB": "0"}, {}, "OUTHOST_PAGES_MOST_MB", id="no room for pages"),
        pytest.param('overpass_url = "http://maps%2elan/"', {}, {}, "outhost.toml: overpass_url", id="a host that is none"),
        pytest.param('overpass_url = "maps.lan/api"', {}, {}, "outhost.toml: overpass_url", id="a map server without a scheme"),
        pytest.param(
            "", {"OUTHOST_OVERPASS_URL": "https://me:key@maps.lan/api"}, {}, "OUTHOST_OVERPASS_URL", id="a password in an address"
        ),
        pytest.param("port = ", {}, {}, "outhost.toml", id="no TOML"),
        pytest.param("port = 1\nport = 2", {}, {}, "outhost.toml", id="a key twice"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(
    file: Path, toml: str, environment: dict[str, str], flags: dict[str, object], names: str
) -> None:
    """A typo stops the start, and the one line says which setting and where it stands."""
    file.write_text(toml, "utf-8")
    with pytest.raises(InvalidSetting) as refusal:
        load(file, flags, environment)
    assert names in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_can_not_be_read_is_named(file: Path) -> None:
    """A settings file in another encoding, or a folder of its name, is no fault of ours."""
    file.write_bytes(b'host = "\xff"')
    with pytest.raises(InvalidSetting, match=str(file)):
        load(file, {}, {})
    file.unlink()
    file.mkdir()
    with pytest.raises(InvalidSetting, match=str(file)):
        load(file, {}, {})


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_can_be_set_everywhere(file: Path, key: str) -> None:
    """What I can say in the file I can say in the environment and, where a command has it, by flag."""
    default = getattr(Settings(), key)
    in_environment = load(file, {}, {f"OUTHOST_{key.upper()}": str(default)})
    assert getattr(in_environment.settings, key) == default
    assert in_environment.origins[key] == f"OUTHOST_{key.upper()}"
    assert load(file, {key: default}, {}).origins[key] == "flag"


def test_a_secret_may_lie_in_a_file(file: Path, tmp_path: Path) -> None:
    """A container hands the password of the mail server over as a file; it is read, trimmed, and shown nowhere."""
    secret = tmp_path / "smtp_url"
    secret.write_text("smtps://post:s3cret@mail.example.com\n", "utf-8")
    configuration = load(file, {}, {"OUTHOST_SMTP_URL_FILE": str(secret)})
    assert configuration.settings.smtp_url.get_secret_value() == "smtps://post:s3cret@mail.example.com"
    assert configuration.origins["smtp_url"] == "OUTHOST_SMTP_URL"
    assert "s3cret" not in f"{configuration!r} {configuration.settings}"


@pytest.mark.parametrize(
    "environment",
    [
        {"OUTHOST_SMTP_URL": "http://post:s3cret@mail.example.com"},
        {"OUTHOST_SMTP_URL": "smtp://post:s3cret/1@mail.example.com"},
        {"OUTHOST_SMTP_URL": "smtp://post:s3cret@mail.example.com:99999"},
        {"OUTHOST_SMTP_URL": "smtp://[s3cret"},
        {"OUTHOST_SMTP_URL": "s3cret"},
        {"OUTHOST_SMTP_URL_FILE": "/nowhere/s"},
        {"OUTHOST_HOST_FILE": "/etc/hostname"},
        {"OUTHOST_MAIL_FROM": "nobody"},
        {"OUTHOST_MAIL_FROM": "a@example.com\nBcc: b@example.com"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()).replace("\n", " "),
)
def test_a_mail_setting_that_is_wrong_is_named_and_no_secret_told(file: Path, environment: dict[str, str]) -> None:
    """The line that stops the start says which variable it is, and not what half of the password was."""
    with pytest.raises(InvalidSetting) as refusal:
        load(file, {}, environment)
    (name,) = environment
    assert name in str(refusal.value)
    assert "s3cret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_data_folder_is_chosen_by_flag_then_variable_then_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--data-dir` wins, then OUTHOST_DATA_DIR, then my own folder for data; `~` is my home, and a relative one is made absolute."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert data_dir("here", {"OUTHOST_DATA_DIR": "/there"}) == tmp_path / "here"
    assert data_dir(None, {"OUTHOST_DATA_DIR": "~/there"}) == tmp_path / "home" / "there"
    assert data_dir(None, {}) == tmp_path / "home" / ".local" / "share" / "outhost"
