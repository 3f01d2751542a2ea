"""The shape of a workspace's figures."""

from outhost.domain.statistics import Statistics
from outhost.web.outsend.wire.form import Out


class JobFiguresOut(Out):
    """Jobs by state."""

    pending: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0
    expired: int = 0


class PipelineFiguresOut(Out):
    """Pipelines by state."""

    pending: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0


class VeilleFiguresOut(Out):
    """Veilles by state."""

    active: int = 0
    paused: int = 0


class StatisticsOut(Out):
    """What a workspace has: credits, lists with their leads and the bytes of their images, jobs, pipelines and veilles by state."""

    credits: int
    lists: int
    leads: int
    image_bytes: int
    jobs: JobFiguresOut
    pipelines: PipelineFiguresOut
    veilles: VeilleFiguresOut

    @classmethod
    def of(cls, found: Statistics) -> "StatisticsOut":
        """Shape the figures; a state in which there is nothing is 0."""
        return cls(
            credits=found.credits,
            lists=found.lists.lists,
            leads=found.lists.leads,
            image_bytes=found.lists.image_bytes,
            jobs=JobFiguresOut(**found.jobs),
            pipelines=PipelineFiguresOut(**found.pipelines),
            veilles=VeilleFiguresOut(**found.veilles),
        )
