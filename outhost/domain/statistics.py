"""Figures of a workspace: how much it has of what."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFigures:
    """Lists, their leads, and the bytes of their images."""

    lists: int
    leads: int
    image_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Everything that is counted; jobs, pipelines and veilles by their state, without those of which there is none."""

    credits: int
    lists: ListFigures
    jobs: Mapping[str, int]
    pipelines: Mapping[str, int]
    veilles: Mapping[str, int]
