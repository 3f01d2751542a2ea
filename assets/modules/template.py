"""`my_module`: tells how long a company's name is. Make of it what you need; `outhost modules list` says whether it loads."""

from outhost.jobtypes import Category, Context, GiveUp, JobType, Params, Row, Text, param


class MyParams(Params):
    """What may be set for a job: the API checks by it, and forms, commands and documentation are made of it."""

    shortest: int = param(
        2,
        ge=1,
        le=100,
        label=Text(en="Shortest name", fr="Nom le plus court"),
        help=Text(en="Rows with a shorter name fail.", fr="Les lignes au nom plus court échouent."),
    )


async def run(row: Row, params: MyParams, job: Context) -> Row:
    """Give the columns that are added to one row. It has what `needs` names, whatever the table calls it."""
    name = str(row["nom"]).strip()
    if len(name) < params.shortest:
        raise GiveUp(Text(en="The name is too short.", fr="Le nom est trop court."))  # this row fails and says why; the job goes on
    job.log(Text(en="Measured {name}.", fr="{name} a été mesuré."), "debug", name=name)
    return {"name_length": len(name)}


job_type = JobType(
    slug="my_module",
    category=Category.ENRICH,
    label=Text(en="My module", fr="Mon module"),
    description=Text(en="Adds the length of the company's name.", fr="Ajoute la longueur du nom de l’entreprise."),
    params=MyParams,
    run=run,
    needs=("nom",),  # rows without it are left out of the job
    produces=("name_length",),
    seconds=30,  # how long one row may take
)
