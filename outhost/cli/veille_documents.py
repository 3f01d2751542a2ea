"""Veilles, their runs and signals as commands show them: with the fields that `/api/veille` has."""

from typing import Any

from outhost.domain.clock import whole_seconds, whole_seconds_or_none
from outhost.domain.veilles import Veille, VeilleRun
from outhost.operations.veille_feeds import FeedLink
from outhost.operations.veille_reports import FoundSignal


def veille_document(veille: Veille) -> dict[str, Any]:
    """Write all that is known of a veille."""
    return {
        "id": veille.public_id,
        "name": veille.name,
        "source_job_id": veille.source_job_id,
        "source_pipeline_id": veille.source_pipeline_id,
        "frequency_days": veille.frequency_days,
        "status": veille.status,
        "next_run_at": whole_seconds_or_none(veille.next_run_at),
        "last_run_at": whole_seconds_or_none(veille.last_run_at),
        "last_run_job_id": veille.last_run_job_id,
        "run_count": veille.run_count,
        "created_at": whole_seconds(veille.created_at),
        "digest": veille.has_digest,
        "workspace_id": veille.workspace_id,
    }


def run_document(run: VeilleRun, veille_id: str) -> dict[str, Any]:
    """Write all that is known of a run."""
    counts = run.counts
    return {
        "id": run.public_id,
        "veille_id": veille_id,
        "job_id": run.job_id,
        "pipeline_id": run.pipeline_id,
        "status": run.status,
        "started_at": whole_seconds_or_none(run.started_at),
        "completed_at": whole_seconds_or_none(run.completed_at),
        "counts": {
            "new": counts.new, "closed": counts.closed, "missing": counts.missing, "modified": counts.modified,
            "unchanged": counts.unchanged,
        },
        "error_message": run.error_message,
    }  # fmt: skip


def signal_document(found: FoundSignal) -> dict[str, Any]:
    """Write all that is known of a signal."""
    signal = found.signal
    return {
        "id": found.id,
        "category": signal.category,
        "score": signal.score,
        "reasons": list(signal.reasons),
        "sentence": {"en": signal.sentence.say("en"), "fr": signal.sentence.say("fr")},
        "key": signal.identity,
        "changes": {change.column: dict(zip(("from", "to"), change.shown, strict=True)) for change in signal.changes},
        "before": signal.before,
        "after": signal.after,
        "rating": found.rating,
    }


def feed_document(link: FeedLink, veille_id: str) -> dict[str, Any]:
    """Write down the link of a feed."""
    return {"veille_id": veille_id, "rss_url": link.rss, "json_url": link.json, "opened_at": whole_seconds_or_none(link.opened_at)}
