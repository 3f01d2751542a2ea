"""However often a line breaks: who comes back with the last id hears every line and every end once, in order."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from clocks import TurnedClock
from houses import House, open_house_at
from hypothesis import given, settings
from hypothesis import strategies as st
from outsend import Person, move_in
from stages import Heard, Play, listen, play

JOBS = 3
_HALF = timedelta(milliseconds=500)

Step = tuple[str, int, int]
"""What happens next: `say` so many lines of a job, `end` a job, or `break` the line after so many frames more at most."""

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(0, JOBS - 1), st.integers(1, 4)),
        st.tuples(st.just("break"), st.integers(0, JOBS - 1), st.integers(0, 6)),
        st.tuples(st.just("end"), st.integers(0, JOBS - 1), st.just(0)),
    ),
    max_size=16,
)


@dataclass(kw_only=True)
class Listener:
    """Somebody who follows one job or all, and whose line breaks; `told` is what they must have heard in the end."""

    person: Person
    path: str
    clock: TurnedClock
    told: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    last_id: int | None = None

    async def hear(self, most: int) -> None:
        """Come back, hear at most so many frames of those that were told, and be cut off."""
        wanted = min(len(self.heard) + most, len(self.told))
        async with listen(self.person.client, self.path, after=self.last_id) as ear:
            self.clock.turn(_HALF)
            while len(self.heard) < wanted:
                self.heard += _said(await ear.next())
            self.last_id = self.last_id if ear.last_id is None else ear.last_id


@pytest.fixture(scope="module")
async def clock() -> TurnedClock:
    """A clock that no test has to wait for."""
    return TurnedClock()


@pytest.fixture(scope="module")
async def quiet(tmp_path_factory: pytest.TempPathFactory, clock: TurnedClock) -> AsyncIterator[House]:
    """A house by that clock."""
    async with open_house_at(tmp_path_factory.mktemp("breaks"), clock=clock) as opened:
        yield opened


@settings(max_examples=40)
@given(steps=STEPS)
async def test_every_line_and_every_end_is_heard_once(quiet: House, clock: TurnedClock, steps: list[Step]) -> None:
    """Whatever my jobs say and wherever my line breaks, on the stream of a job and on that of all: nothing is lost, nothing repeated."""
    async with move_in(quiet) as owner, listen(owner.client, "/api/stream") as live:
        jobs = [await play(owner) for _ in range(JOBS)]
        of_all = Listener(person=owner, path="/api/stream", clock=clock, last_id=0)
        of_one = [Listener(person=owner, path=job.path, clock=clock) for job in jobs]
        over: set[int] = set()
        for kind, number, count in [*steps, *(("end", number, 0) for number in range(JOBS))]:
            if kind == "break":
                await of_all.hear(count)
                if of_one[number].heard[-1:] != ["done"]:
                    await of_one[number].hear(count)
            elif number not in over:
                told = await _happen(jobs[number], kind, count, len(of_all.told))
                over |= {number} if kind == "end" else set()
                of_one[number].told += told
                of_all.told += told
        for listener in (of_all, *of_one):
            if listener.heard[-1:] != ["done"] or listener is of_all:
                await listener.hear(len(listener.told))
        clock.turn(_HALF)
        never_broken: list[str] = []
        while len(never_broken) < len(of_all.told):
            never_broken += _said(await live.next())
    assert [listener.heard for listener in (of_all, *of_one)] == [listener.told for listener in (of_all, *of_one)]
    assert never_broken == of_all.told


async def _happen(job: Play, kind: str, count: int, so_far: int) -> list[str]:
    if kind == "end":
        await job.end()
        return ["done"]
    said = [f"{so_far + place} of {job.job.public_id}" for place in range(count)]
    await job.say(*said, points=1)
    return said


def _said(frame: Heard) -> list[str]:
    return [frame.data["message"] if frame.event == "log" else "done"] if frame.event != "status" else []
