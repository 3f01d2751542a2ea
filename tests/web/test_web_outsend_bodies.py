"""Bodies that come to `/api`, wanted or not."""

import logging

import pytest
from houses import House
from outsend import move_in


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 100_000], ids=["none", "empty", "large"])
async def test_a_call_that_takes_no_body_lets_one_pass_in_silence(house: House, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    """Browsers and tools send an empty body along; the log does not call each of them a fault, and the connection goes on."""
    async with move_in(house) as alex:
        with caplog.at_level(logging.WARNING):
            answers = [await alex.client.post("/api/auth/totp/setup", content=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [record.getMessage() for record in caplog.records] == []
