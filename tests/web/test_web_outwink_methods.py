"""Verbs and paths of `/v1`: what each path answers, HEAD, OPTIONS, CORS, and the Host header."""

from collections.abc import AsyncIterator

import httpx
import pytest
from houses import OpenHouse, Tenant
from premises import Premises, check_refused
from traces import traces_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW")
ALLOWED = {
    "/v1/me": "GET, HEAD",
    "/v1/lists": "GET, HEAD",
    "/v1/lists/{meme}": "GET, HEAD, PATCH, DELETE",
    "/v1/lists/{absent}": "GET, HEAD, PATCH, DELETE",
    "/v1/lists/{meme}/leads": "POST",
    "/v1/lists/{meme}/csv": "GET, HEAD",
    "/v1/auth/rotate-key": "POST",
}
NOWHERE = (
    "/v1", "/v1/", "/v1/me/", "/v1/lists/", "/v1/lists/{meme}/", "/v1/lists//leads", "/v1/lists/{meme}/leads/", "/v1/lists/{meme}/leads/1",
    "/v1/lists/{meme}/CSV", "/v1/lists/{meme}/csv/", "/v1/auth", "/v1/auth/rotate-key/", "/v1/Me", "/v1/me%2f", "/v1/%6de", "/v1//me",
    "/v1/me;x=1", "/v1/i/naia9c7d2f5b81e6c4.png", "/v1/lists/{meme}%2Fleads/x", "/v1/*",
)  # fmt: skip
GETS = ("/v1/me", "/v1/lists", "/v1/lists/{meme}", "/v1/lists/{meme}/csv", "/v1/lists/{meme}/csv?safe=1&size=1")
PAGE = "https://app.example.com"


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, method) for path, allowed in ALLOWED.items() for method in METHODS if method not in allowed.split(", ")],
)
async def test_a_wrong_verb_is_told_the_right_ones(premises: Premises, path: str, method: str) -> None:
    """A verb that a path does not answer gives 405 with exactly the verbs it does answer; nothing happens."""
    tenant = premises.tenant
    answer = await _send_raw(tenant, method, premises.path(path))
    assert answer.status_code == 405
    assert answer.headers["allow"] == ALLOWED[path]
    assert answer.content == b"" if method == "HEAD" else answer.json()["error"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", NOWHERE)
async def test_an_unknown_path_is_not_found_in_the_same_envelope(premises: Premises, path: str, method: str) -> None:
    """Under /v1, a path that is not in the documentation is 404 not_found; one slash more is another path."""
    answer = await _send_raw(premises.tenant, method, premises.path(path))
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert "allow" not in answer.headers


@pytest.mark.parametrize("path", GETS)
async def test_head_says_what_get_would_say_without_its_body(premises: Premises, path: str) -> None:
    """HEAD gives GET's status and headers, and nothing after them; the length also of what GET sends in chunks."""
    client = premises.tenant.client
    got, head = await client.get(premises.path(path)), await client.head(premises.path(path))
    own = {"x-request-id", "date", "content-length", "transfer-encoding"}
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    assert {k: v for k, v in head.headers.items() if k not in own} == {k: v for k, v in got.headers.items() if k not in own}


@pytest.mark.parametrize("path", ["/v1/lists?page=0", "/v1/lists/{absent}", "/v1/lists/{absent}/csv", "/v1/nothing"])
async def test_head_of_a_refusal_is_that_refusal_without_its_body(premises: Premises, path: str) -> None:
    """A HEAD that is refused has the status of the GET."""
    client = premises.tenant.client
    got, head = await client.get(premises.path(path)), await client.head(premises.path(path))
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize("sent", ["abc", "a" * 64, "A-1_b.c"])
async def test_a_request_id_of_mine_is_kept(premises: Premises, sent: str) -> None:
    """I find my own request id in the answer, good or bad."""
    client = premises.tenant.client
    for path in ("/v1/me", "/v1/lists/{absent}", "/v1/nothing", "/v1/lists/{meme}/csv"):
        answer = await client.get(premises.path(path), headers={"X-Request-Id": sent})
        assert answer.headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "a b", "a" * 65, "a\tb", "é", "<script>", "a,b"])
async def test_a_malformed_request_id_is_replaced(premises: Premises, sent: str) -> None:
    """What can't stand in a log line is replaced by an id of the server's."""
    answer = await premises.tenant.client.get("/v1/me", headers={b"X-Request-Id": sent.encode()})
    assert answer.headers["x-request-id"] != sent
    assert len(answer.headers["x-request-id"]) == 16


@pytest.mark.parametrize(
    "host", ["attacker.example", "localhost.attacker.example", "attacker.example:8787", "outhost", "127.0.0.1.example"]
)
async def test_a_foreign_host_is_turned_away(premises: Premises, host: str) -> None:
    """A web page that points its own name at my server reaches nothing; /v1 says so in its own codes."""
    tenant = premises.tenant
    request = tenant.client.build_request("GET", "/v1/me", headers={"Host": host})
    answer = await check_refused(premises, tenant, request, status=400, error="invalid_input")
    assert host.split(":", maxsplit=1)[0] in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/auth/rotate-key", 400),
        ("DELETE", "/v1/lists/{meme}", 400),
        ("GET", "/v1/lists/{meme}/csv", 400),
        ("GET", "/v1/nothing", 400),
        ("POST", "/v1/lists", 400),
        ("OPTIONS", "/v1/lists", 400),
        ("GET", "/", 421),
        ("GET", "/docs", 421),
        ("GET", "/healthz", 421),
        ("GET", "/nothing", 421),
        ("POST", "/healthz", 421),
    ],
)
async def test_a_foreign_host_reaches_no_path_at_all(premises: Premises, method: str, path: str, status: int) -> None:
    """Under a foreign name nothing answers, and nobody learns which paths there are."""
    before = await traces_of(premises.tenant)
    answer = await premises.tenant.client.request(method, premises.path(path), headers={"Host": "attacker.example"})
    assert answer.status_code == status
    assert "attacker.example" in answer.text
    assert await traces_of(premises.tenant) == before


@pytest.mark.parametrize("host", ["[", "[::1", "a b", "a@localhost", "localhost/x", "localhost:port", "\u2100", "localhost>; rel=x"])
async def test_a_malformed_host_is_turned_away(premises: Premises, host: str) -> None:
    """A Host that is no host at all is an error of the caller, never of the server."""
    tenant = premises.tenant
    request = tenant.client.build_request("GET", "/v1/me", headers={b"Host": host.encode()})
    await check_refused(premises, tenant, request, status=400, error="invalid_input")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "192.168.1.20:8787", "[::1]:8787", "[2001:db8::1]"])
async def test_this_machine_is_known_by_its_addresses(premises: Premises, host: str) -> None:
    """By localhost or an IP address I get in, and links in the answer go where I came from."""
    answer = await premises.tenant.client.get(premises.path("/v1/lists/{meme}/csv"), headers={"Host": host})
    assert answer.status_code == 200
    assert answer.headers["link"].startswith(f"<http://{host}/v1/lists/")


@pytest.fixture(scope="module")
async def open_to_pages(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[Tenant]:
    """A tenant of a house with a name of its own, whose API one foreign page may call."""
    settings = {"cors_origins": f"{PAGE} https://other.example.com", "base_url": "https://outhost.example.com/"}
    async with open_house(tmp_path_factory.mktemp("cors"), image_base_url="https://images.example.net", **settings) as house:
        tenant = await house.move_in()
        async with tenant.client:
            yield tenant


@pytest.mark.parametrize("host", ["outhost.example.com", "OUTHOST.example.com:443", "images.example.net", "localhost", "10.0.0.1"])
async def test_the_names_that_the_settings_give_are_known(open_to_pages: Tenant, host: str) -> None:
    """By base_url's name and by image_base_url's I get in."""
    assert (await open_to_pages.client.get("/v1/me", headers={"Host": host})).status_code == 200


async def test_a_name_that_the_settings_do_not_give_stays_foreign(open_to_pages: Tenant) -> None:
    """Setting one name lets no other in."""
    assert (await open_to_pages.client.get("/v1/me", headers={"Host": "example.com"})).status_code == 400


@pytest.mark.parametrize("path", ALLOWED)
async def test_a_page_may_ask_before_it_calls(open_to_pages: Tenant, path: str) -> None:
    """With cors_origins set, a browser's preflight gets 204 without a key."""
    async with httpx.AsyncClient(base_url=open_to_pages.house.url) as browser:
        answer = await browser.options(
            path.format(meme="42", absent="43"), headers={"Origin": PAGE, "Access-Control-Request-Method": "GET"}
        )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["access-control-allow-methods"] == ALLOWED[path]
    assert "X-API-Key" in answer.headers["access-control-allow-headers"]
    assert answer.headers["vary"] == "Origin"


async def test_a_preflight_for_an_unknown_path_is_no_way_around_the_key(open_to_pages: Tenant) -> None:
    """What is not there is not there for preflights either."""
    async with httpx.AsyncClient(base_url=open_to_pages.house.url) as browser:
        assert (await browser.options("/v1/nothing", headers={"Origin": PAGE})).status_code == 401


async def test_a_preflight_under_a_foreign_name_is_turned_away(open_to_pages: Tenant) -> None:
    """Not even the question what may be asked is answered there."""
    answer = await open_to_pages.client.options("/v1/me", headers={"Origin": PAGE, "Host": "attacker.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://app.example.com.evil.example", "http://app.example.com"])
async def test_a_page_of_another_origin_may_not_read(open_to_pages: Tenant, origin: str) -> None:
    """Only the pages that I named may read answers."""
    for method in ("GET", "OPTIONS"):
        answer = await open_to_pages.client.request(method, "/v1/me", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"


async def test_a_named_page_may_read_every_kind_of_answer(open_to_pages: Tenant) -> None:
    """Answers, refusals and streams alike can be read, with the headers by which one walks pages."""
    made = await open_to_pages.make_list()
    for path in ("/v1/me", "/v1/nothing", "/v1/lists?page=0", f"/v1/lists/{made.public_id}/csv", f"/v1/lists/{made.public_id}/csv?safe=1"):
        answer = await open_to_pages.client.get(path, headers={"Origin": PAGE})
        assert answer.headers["access-control-allow-origin"] == PAGE, path
        assert answer.headers["vary"] == "Origin"
        assert {"X-Total-Count", "Link"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    head = await open_to_pages.client.head(f"/v1/lists/{made.public_id}/csv", headers={"Origin": PAGE})
    assert head.headers["access-control-allow-origin"] == PAGE


async def test_no_page_may_read_unless_the_owner_says_so(premises: Premises) -> None:
    """CORS is off by default: not a header of it, and a preflight needs a key as everything does."""
    answer = await premises.tenant.client.get("/v1/me", headers={"Origin": PAGE})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "vary" not in answer.headers


async def _send_raw(tenant: Tenant, method: str, path: str) -> httpx.Response:
    """Send a path as it is, unnormalised."""
    url = httpx.URL(tenant.house.url).copy_with(raw_path=path.encode())
    return await tenant.client.send(httpx.Request(method, url, headers=tenant.client.headers))
