"""Modules of an owner's own, for what the bundled ones never do: to need a column, to give up on a row, never to end."""

from typing import Final

OWN_MODULES: Final = '''
"""Says names louder."""
import asyncio

from outhost.jobtypes import Category, Context, GiveUp, JobType, Params, Row, Text, param


class LoudParams(Params):
    marks: int = param(1, ge=1, le=3, label=Text(en="Marks", fr="Points"))


async def run(row: Row, params: LoudParams, job: Context) -> Row:
    name = str(row["nom"])
    if name == "quiet":
        raise GiveUp(Text(en="It is quiet.", fr="C’est muet."))
    if name == "endless":
        await asyncio.Event().wait()
    return {"loud": name.upper() + "!" * params.marks}


def make(slug, missing=lambda options: None):
    return JobType(slug=slug, category=Category.ENRICH, label=Text(en="Loud", fr="Fort"), description=Text(en="Loud.", fr="Fort."),
                   params=LoudParams, run=run, needs=("nom",), produces=("loud",), missing=missing)
'''
LOUD: Final = OWN_MODULES + '\n\njob_type = make("say_loud")\n'
LACKING: Final = OWN_MODULES + (
    '\n\njob_type = make("say_louder", lambda options: Text(en="a key for the loudspeaker", fr="une clé pour le haut-parleur"))\n'
)
