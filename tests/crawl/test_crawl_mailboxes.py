"""Mailboxes, asked about at real servers of mail on loopback; no letter is ever sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from clocks import TurnedClock
from hypothesis import given
from hypothesis import strategies as st
from mail_hosts import MailHost, Post, open_mail_host
from mail_servers import MailServer, open_mail_server

from outhost.crawl.mailboxes import Introduction, Mailboxes
from outhost.domain.errors import AddressRefused, FetchFailed, NoSuchName
from outhost.domain.mailboxes import MailboxAnswer, Reception, reception_of

MX = {"acme.example": ("10 mx.acme.example",)}
SAM = "sam@acme.example"


@asynccontextmanager
async def asking(host: MailHost, clock: TurnedClock | None = None, **chosen: object) -> AsyncIterator[Mailboxes]:
    """What asks the one host of acme.example."""
    async with open_mail_host(host):
        post = Post(clock=clock or TurnedClock(), mx=MX, ports={"mx.acme.example": host.port}, **chosen)  # type: ignore[arg-type] # a test's own
        mailboxes = post.opened()
        yield mailboxes
        await mailboxes.close()


@pytest.mark.parametrize(
    ("host", "code", "reception", "catch_all"),
    [
        pytest.param(MailHost(mailboxes={SAM}), 250, Reception.TAKEN, False, id="a mailbox that is there"),
        pytest.param(MailHost(), 550, Reception.UNKNOWN, False, id="one that is not"),
        pytest.param(MailHost(catches_all=True), 250, Reception.TAKEN, True, id="a host that takes anything"),
        pytest.param(MailHost(replies={"RCPT": "451 4.7.1 Greylisted"}), 451, Reception.LATER, None, id="greylisting"),
        pytest.param(MailHost(replies={"RCPT": "421 Closing"}), 421, Reception.LATER, None, id="closing"),
        pytest.param(MailHost(of_address={SAM: "552 5.2.2 Mailbox full"}), 552, Reception.FULL, None, id="full"),
        pytest.param(MailHost(replies={"RCPT": "550 5.7.1 blocked using Spamhaus"}), 550, Reception.UNWELCOME, None, id="blocked"),
        pytest.param(MailHost(of_address={SAM: "250-first\r\n250-second\r\n250 last"}), 250, Reception.TAKEN, False, id="several lines"),
        pytest.param(MailHost(of_address={SAM: "250"}), 250, Reception.TAKEN, False, id="a code without words"),
        pytest.param(MailHost(of_address={SAM: "550 n’existe pas é\udcff"}), 550, Reception.UNKNOWN, False, id="any bytes"),
        pytest.param(MailHost(greeting="554 No SMTP service here"), 554, Reception.UNWELCOME, None, id="a banner that says no"),
        pytest.param(MailHost(greeting="421 Too busy"), 421, Reception.LATER, None, id="a banner that says later"),
        pytest.param(MailHost(greeting="220-a\r\n220-b\r\n220 c", mailboxes={SAM}), 250, Reception.TAKEN, False, id="a long banner"),
        pytest.param(MailHost(replies={"EHLO": "502 no"}, mailboxes={SAM}), 250, Reception.TAKEN, False, id="no EHLO"),
        pytest.param(MailHost(replies={"EHLO": "502 no", "HELO": "550 no"}), 550, Reception.UNWELCOME, None, id="no HELO either"),
        pytest.param(MailHost(replies={"MAIL": "550 sender?"}), 550, Reception.UNWELCOME, None, id="no to the sender"),
    ],
)
async def test_a_host_is_asked_and_heard(host: MailHost, code: int, reception: Reception, catch_all: bool | None) -> None:  # noqa: FBT001 - a column of the table
    """What it says of a mailbox, and what that means; a letter is announced, and taken back."""
    async with asking(host) as mailboxes:
        answer = await mailboxes.ask(SAM)
    assert (answer.host, answer.code, answer.reception, answer.catch_all) == ("mx.acme.example", code, reception, catch_all)
    assert "DATA" not in host.verbs
    assert host.verbs.count("RCPT") <= 2


@pytest.mark.parametrize(
    "host",
    [
        pytest.param(MailHost(greeting="DROP"), id="ends before it greets"),
        pytest.param(MailHost(greeting="HTTP/1.1 400 Bad Request"), id="no mail server"),
        pytest.param(MailHost(greeting="220" + "x" * 9000), id="a line without end"),
        pytest.param(MailHost(greeting="\r\n".join(["220-more"] * 500)), id="lines without end"),
        pytest.param(MailHost(replies={"EHLO": "DROP"}), id="ends after EHLO"),
        pytest.param(MailHost(replies={"MAIL": "DROP"}), id="ends after MAIL"),
        pytest.param(MailHost(replies={"RCPT": "DROP"}), id="ends after RCPT"),
        pytest.param(MailHost(replies={"RCPT": "250x"}), id="talks nonsense"),
    ],
)
async def test_a_host_that_breaks_off_says_nothing_of_a_mailbox(host: MailHost) -> None:
    """Whoever asked is told, and may ask again later."""
    async with asking(host) as mailboxes:
        with pytest.raises(FetchFailed) as failed:
            await mailboxes.ask(SAM)
    assert not failed.value.is_final
    assert failed.value.say("fr") != failed.value.say("en")


@pytest.mark.parametrize("host", [MailHost(greeting="HANG"), MailHost(replies={"MAIL": "HANG"}), MailHost(replies={"RCPT": "HANG"})])
async def test_a_host_that_says_nothing_any_more_is_left(host: MailHost) -> None:
    """After a while, wherever it falls silent."""
    clock = TurnedClock()
    async with asking(host, clock) as mailboxes:
        asked = asyncio.create_task(mailboxes.ask(SAM))
        await host.hanging.wait()
        await _turn_until_done(clock, asked)
        with pytest.raises(FetchFailed):
            await asked


async def test_what_a_host_says_is_a_line_of_words() -> None:
    """However many lines it says it in, and whatever else it sends along, to a terminal for one."""
    async with asking(MailHost(of_address={SAM: "550-\x1b[31mNo\x00\r\n550 such user" + "!" * 900})) as mailboxes:
        answer = await mailboxes.ask(SAM)
    assert answer.text.startswith(" [31mNo  such user!")
    assert len(answer.text) == 500


async def test_a_catch_all_is_asked_about_once() -> None:
    """The mailbox that nobody has is asked for with the first of a domain, and remembered for an hour."""
    host, clock = MailHost(mailboxes={SAM, "kim@acme.example"}), TurnedClock()
    async with asking(host, clock) as mailboxes:
        for address in (SAM, "kim@acme.example"):
            assert (await mailboxes.ask(address)).catch_all is False
        assert host.verbs.count("RCPT") == 3
        clock.turn(timedelta(hours=2))
        await mailboxes.ask(SAM)
        assert host.verbs.count("RCPT") == 5


async def test_mailboxes_of_a_domain_share_a_connection() -> None:
    """Forty that are asked about together cost a few connections, never two at once, each letter announced anew."""
    host = MailHost(mailboxes={f"{number}@acme.example" for number in range(0, 40, 2)})
    async with asking(host) as mailboxes:
        answers = await asyncio.gather(*(mailboxes.ask(f"{number}@acme.example") for number in range(40)))
    assert [answer.reception is Reception.TAKEN for answer in answers] == [number % 2 == 0 for number in range(40)]
    assert (host.most_open, host.connections) == (1, 2)


async def test_domains_at_one_host_take_turns_with_a_pause() -> None:
    """Two domains whose mail one host takes: the second is asked about a moment later."""
    clock, host = TurnedClock(), MailHost(catches_all=True)
    async with open_mail_host(host):
        mx = dict.fromkeys(("acme.example", "bolt.example"), ("10 mx.acme.example",))
        mailboxes = Post(clock=clock, mx=mx, ports={"mx.acme.example": host.port}, gap_seconds=5.0).opened()
        await mailboxes.ask(SAM)
        second = asyncio.create_task(mailboxes.ask("kim@bolt.example"))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not second.done()
        assert host.connections == 1
        clock.turn(timedelta(seconds=6))
        assert (await second).reception is Reception.TAKEN
        assert host.most_open == 1
        await mailboxes.close()


async def test_the_next_host_is_asked_where_the_first_is_down() -> None:
    """By their preference; one that was down is not tried again for a while."""
    clock, down, up = TurnedClock(), MailHost(greeting="DROP"), MailHost(mailboxes={SAM}, replies={"RSET": "DROP"})
    async with open_mail_host(down), open_mail_host(up):
        mx = {"acme.example": ("20 up.example", "10 down.example")}
        mailboxes = Post(clock=clock, mx=mx, ports={"down.example": down.port, "up.example": up.port}).opened()
        for _ in range(2):
            assert (await mailboxes.ask(SAM)).host == "up.example"
        assert (down.connections, up.connections) == (1, 2)
        clock.turn(timedelta(minutes=6))
        await mailboxes.ask(SAM)
        assert down.connections == 2
        await mailboxes.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1"])
async def test_a_host_in_the_private_network_is_not_talked_to(address: str) -> None:
    """Whatever stands in somebody's MX, nobody reaches the machines beside outhost by it."""
    async with open_mail_host(MailHost(catches_all=True)) as host:
        post = Post(clock=TurnedClock(), mx=MX, ports={"mx.acme.example": host.port}, addresses={"mx.acme.example": address})
        mailboxes = post.opened()
        with pytest.raises(AddressRefused):
            await mailboxes.ask(SAM)
        assert host.connections == 0
        await mailboxes.close()


async def test_a_host_of_one_s_own_network_can_be_allowed() -> None:
    """`fetch_allow_private` opens that too."""
    async with asking(MailHost(mailboxes={SAM}), addresses={"mx.acme.example": "10.0.0.5"}, allows_private=True) as mailboxes:
        assert (await mailboxes.ask(SAM)).reception is Reception.TAKEN


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("sam@nobody.example", NoSuchName),
        ("sam@silent.example", FetchFailed),
        ("sam", FetchFailed),
        ("@acme.example", FetchFailed),
        ("a b@acme.example", FetchFailed),
        ("a\r\nDATA\r\n@acme.example", FetchFailed),
        ("a>@acme.example", FetchFailed),
        ("x" * 65 + "@acme.example", FetchFailed),
    ],
)
async def test_what_cannot_be_asked_is_not(address: str, fault: type[FetchFailed]) -> None:
    """A domain that nobody has, one that says it takes no mail, and what would be more than an address."""
    async with open_mail_host() as host:
        mailboxes = Post(clock=TurnedClock(), mx=MX | {"silent.example": ("0 .",)}, ports={"mx.acme.example": host.port}).opened()
        with pytest.raises(fault) as failed:
            await mailboxes.ask(address)
        assert failed.value.is_final
        assert host.connections == 0
        await mailboxes.close()


async def test_without_mx_the_domain_is_asked_itself() -> None:
    """As mail itself would go."""
    async with open_mail_host(MailHost(mailboxes={SAM})) as host:
        mailboxes = Post(clock=TurnedClock(), mx={"acme.example": ()}, ports={"acme.example": host.port}).opened()
        assert (await mailboxes.ask(SAM)).host == "acme.example"
        await mailboxes.close()


@pytest.mark.parametrize(("capabilities", "reception"), [(("SMTPUTF8",), Reception.TAKEN), (("SIZE",), Reception.UNWELCOME)])
async def test_an_address_in_another_script_needs_a_host_that_reads_it(capabilities: tuple[str, ...], reception: Reception) -> None:
    """Where it does not, nothing is said of the mailbox."""
    host = MailHost(mailboxes={"josé@acme.example"}, capabilities=capabilities)
    async with asking(host) as mailboxes:
        assert (await mailboxes.ask("josé@acme.example")).reception is reception
    assert ("RCPT" in host.verbs) == (reception is Reception.TAKEN)


async def test_who_stops_waiting_holds_nobody_up() -> None:
    """Of two who ask about a domain, one gives up; the other is answered."""
    clock, host = TurnedClock(), MailHost(mailboxes={SAM}, of_address={"slow@acme.example": "HANG"})
    async with asking(host, clock) as mailboxes:
        slow, quick = asyncio.create_task(mailboxes.ask("slow@acme.example")), asyncio.create_task(mailboxes.ask(SAM))
        await host.hanging.wait()
        slow.cancel()
        await _turn_until_done(clock, quick)
        assert (await quick).reception is Reception.TAKEN
        with suppress(asyncio.CancelledError):
            await slow


async def test_who_waits_too_long_is_told_so() -> None:
    """Behind others at a slow host: after two minutes it is trouble, and no row is lost for it."""
    clock, host = TurnedClock(), MailHost(greeting="HANG")
    async with open_mail_host(host):
        mx = {f"{number}.example": ("10 mx.acme.example",) for number in range(3)}
        mailboxes = Post(clock=clock, mx=mx, ports={"mx.acme.example": host.port}, gap_seconds=300.0).opened()
        asked = [asyncio.create_task(mailboxes.ask(f"sam@{number}.example")) for number in range(3)]
        for one in asked:
            await _turn_until_done(clock, one)
        assert [type(fault) for fault in await asyncio.gather(*asked, return_exceptions=True)] == [FetchFailed] * 3
        await mailboxes.close()


async def test_a_real_mail_server_says_who_is_there() -> None:
    """The tests' own mail server, of another hand than ours."""
    server = MailServer(refused={"kim@acme.example": "550 5.1.1 No such user"})
    async with open_mail_server(server):
        mailboxes = Post(clock=TurnedClock(), mx=MX, ports={"mx.acme.example": server.port}).opened()
        answers = await asyncio.gather(mailboxes.ask(SAM), mailboxes.ask("kim@acme.example"))
        assert [(one.reception, one.catch_all) for one in answers] == [(Reception.TAKEN, True), (Reception.UNKNOWN, False)]
        assert server.taken == []
        await mailboxes.close()


@pytest.mark.parametrize(
    ("mail_from", "base_url", "introduction"),
    [
        ("Acme <hello@acme.example>", "", Introduction(name="acme.example", sender="hello@acme.example")),
        ("outhost <outhost@localhost>", "https://leads.acme.example", Introduction(name="leads.acme.example", sender="")),
        ("outhost <outhost@localhost>", "http://192.0.2.1:8787", Introduction(name="localhost", sender="")),
        ("outhost <outhost@localhost>", "", Introduction(name="localhost", sender="")),
    ],
)
async def test_who_asks_says_who_they_are(mail_from: str, base_url: str, introduction: Introduction) -> None:
    """By the sender of letters, where that is set; else by the server's own name, and without a sender."""
    assert Introduction.of(mail_from, base_url) == introduction
    host = MailHost(catches_all=True)
    async with asking(host, introduction=introduction) as mailboxes:
        await mailboxes.ask(SAM)
    assert host.heard[:2] == [f"EHLO {introduction.name}", f"MAIL FROM:<{introduction.sender}>"]


@pytest.mark.parametrize(
    ("code", "text", "reception"),
    [
        (251, "User not local; will forward", Reception.TAKEN),
        (450, "4.2.1 try again later", Reception.LATER),
        (452, "4.2.2 Mailbox full", Reception.FULL),
        (452, "4.5.3 Too many recipients", Reception.LATER),
        (550, "No such user here", Reception.UNKNOWN),
        (550, "5.1.1 The email account that you tried to reach does not exist.", Reception.UNKNOWN),
        (550, "5.4.1 Recipient address rejected: Access denied.", Reception.UNKNOWN),
        (550, "5.2.1 The email account that you tried to reach is disabled", Reception.UNKNOWN),
        (554, "delivery error: dd This user doesn't have a yahoo.fr account", Reception.UNWELCOME),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", Reception.UNWELCOME),
        (550, "5.7.1 Relaying denied", Reception.UNWELCOME),
        (550, "Sender verify failed", Reception.UNWELCOME),
        (550, "5.7.26 does not pass SPF authentication", Reception.UNWELCOME),
        (552, "Quota exceeded", Reception.FULL),
        (553, "", Reception.UNKNOWN),
        (503, "Bad sequence of commands", Reception.UNWELCOME),
    ],
)
def test_the_words_tell_what_a_code_means(code: int, text: str, reception: Reception) -> None:
    """A server that shuts strangers out uses the codes of unknown mailboxes."""
    assert reception_of(code, text) is reception


@given(st.integers(min_value=200, max_value=599), st.text(max_size=500))
def test_whatever_a_server_says_means_something(code: int, text: str) -> None:
    """Only a yes is a yes, and only a final no is a no."""
    reception = reception_of(code, text)
    assert (reception is Reception.TAKEN) == (code < 400)
    assert reception is not Reception.UNKNOWN or code >= 500


async def _turn_until_done(clock: TurnedClock, asked: "asyncio.Task[MailboxAnswer]") -> None:
    """Let time pass, a little at each turn of the loop: it is not known in which of them whoever waits begins to."""
    for _ in range(10_000):
        if asked.done():
            return
        clock.turn(timedelta(milliseconds=10))
        await asyncio.sleep(0)
