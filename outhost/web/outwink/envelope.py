"""How `/v1` says no: `{"error", "message", "details"}`, one status a refusal."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException, ServiceUnavailable

from outhost.domain import errors
from outhost.domain.errors import (
    DiskFull,
    InsufficientCredits,
    InvalidApiKey,
    InvalidInput,
    Issue,
    ListNotFound,
    ListTypeNotSupported,
    MethodNotAllowed,
    MisdirectedRequest,
    MissingAuthorization,
    NotFound,
    Refusal,
    TextOverflows,
)
from outhost.domain.words import Text
from outhost.web.outwink.wire import ErrorOut
from outhost.web.request import request_id_of

log = logging.getLogger(__name__)

STATUS: Mapping[type[Refusal], int] = MappingProxyType({
    InvalidInput: 400,
    ListTypeNotSupported: 400,
    MisdirectedRequest: 400,
    TextOverflows: 400,
    MissingAuthorization: 401,
    InvalidApiKey: 401,
    InsufficientCredits: 402,
    NotFound: 404,
    ListNotFound: 404,
    MethodNotAllowed: 405,
    DiskFull: 500,
})  # fmt: skip

NEVER: frozenset[type[Refusal]] = frozenset({
    errors.AtlasInUse, errors.NoRoomForAtlas, errors.SourceNotFound, errors.UnreadableMap,
    errors.AddressRefused, errors.AskedTooMuch, errors.AwaitsSetup, errors.FetchFailed, errors.MailNotSent, errors.NoSuchName,
    errors.AccountDeactivated, errors.AlreadyMember, errors.AlreadySetUp, errors.AlreadyVerified, errors.BalanceTooLow,
    errors.AtlasUnreadable, errors.DryRunsBusy, errors.EarlierRunNeeded, errors.EstimateFailed, errors.TooDear,
    errors.JobAlreadyOver, errors.JobExpired, errors.JobIsRead, errors.JobNotDone, errors.JobNotFound, errors.JobStillLive,
    errors.NodeNotRun, errors.NoOutput, errors.PipelineNotRunning, errors.PipelineOfVeille, errors.PipelineRunning,
    errors.ModuleNotFound, errors.ModuleUnavailable, errors.NoRows, errors.NothingToResume, errors.TooManyJobs,
    errors.UploadGone, errors.AccessKeyNeeded, errors.NoRunCompared,
    errors.NotWatched, errors.PipelineNotDone, errors.PipelineNotFound, errors.RunNotCompared, errors.RunNotFound, errors.RunStillLive,
    errors.AssetInUse, errors.BuiltInUnchangeable, errors.ListHasLeads, errors.MalformedForm, errors.StudioBusy,
    errors.BodyTooLarge, errors.DamagedDatabase, errors.EmailTaken, errors.EmailUnverified, errors.FolderInUse, errors.ForeignOrigin,
    errors.InvalidSetting, errors.InvitationInvalid, errors.LastAdministrator, errors.LastOwner, errors.LeadNotFound,
    errors.MalformedBody, errors.NewerSchema, errors.NoSandbox, errors.NoWorkspace, errors.NotAdministrator, errors.NotInReview,
    errors.NotLoggedIn, errors.NotSetUp, errors.NotVisible, errors.PortTaken, errors.RoleTooLow, errors.ScopeTooNarrow, errors.SessionOnly,
    errors.SetupLinkExpired, errors.TemplateNotFound, errors.ThreadFull, errors.TokenInvalid, errors.TooManyAttempts, errors.TooManyKeys,
    errors.TotpAlreadyOn, errors.TotpNotSetUp, errors.TotpRequired, errors.UnknownVariables, errors.UnusableFolder, errors.UserNotFound,
    errors.TooManyWebhooks, errors.WebhookDisabled, errors.WebhookTargetRefused,
    errors.WorkspaceNotFound, errors.WrongCredentials, errors.WrongPassword, errors.WrongTotp,
})  # fmt: skip
"""Refusals that no call of this surface can meet. Together with `STATUS` they are all there are."""

_SAID_AS: Mapping[type[Refusal], str] = MappingProxyType({
    TextOverflows: InvalidInput.code(), MisdirectedRequest: InvalidInput.code(), DiskFull: "internal_error",
})  # fmt: skip
"""The surface's codes are frozen: what it has none of its own for is said by the nearest one."""

_AT_FAULT: Mapping[type[Refusal], str] = MappingProxyType({TextOverflows: "variables", MisdirectedRequest: "Host"})
"""What of the request is invalid, where the refusal does not say it itself."""

_UNREADABLE = Text(en="the request cannot be read: {reason}.", fr="la requête est illisible : {reason}.")


def status_and_code(kind: type[Refusal]) -> tuple[int, str]:
    """Tell how the surface answers a kind of refusal."""
    return STATUS[kind], _SAID_AS.get(kind, kind.code())


def say(refusal: Refusal) -> HTTPResponse:
    """Shape a refusal."""
    kind = type(refusal)
    status, code = status_and_code(kind)
    headers = {"allow": str(refusal.details["allowed"])} if kind is MethodNotAllowed else {}
    return _answer(status, code, refusal.say(), _details(refusal), headers)


def say_http_fault(request: Request, fault: SanicException) -> HTTPResponse:
    """Shape a fault of the HTTP layer: the client's is invalid input, ours is internal; one that took too long may have done its work."""
    if isinstance(fault, ServiceUnavailable):
        log.error("A request took too long.", extra={"request_id": request_id_of(request), "path": request.path})
        message = f"This took too long; see whether it was done before you retry. Request id: {request_id_of(request)}."
        return _answer(500, "internal_error", message, None)
    if fault.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return say_fault(request, fault)
    return say(InvalidInput(Issue("", _UNREADABLE.filled(reason=str(fault).rstrip(".")))))


def say_fault(request: Request, fault: BaseException) -> HTTPResponse:
    """Shape a fault of ours: the trace goes to the log, the client gets the id to ask for it by."""
    request_id = request_id_of(request)
    log.error("A request ended by a fault.", extra={"request_id": request_id, "path": request.path}, exc_info=fault)
    return _answer(500, "internal_error", f"Something went wrong here. Request id: {request_id}.", None)


def _details(refusal: Refusal) -> dict[str, object] | None:
    match refusal:
        case InvalidInput():
            return {"issues": [{"path": issue.path, "message": issue.say()} for issue in refusal.issues]}
        case TextOverflows() | MisdirectedRequest():
            return {"issues": [{"path": _AT_FAULT[type(refusal)], "message": refusal.say()}]}
        case InsufficientCredits():
            return dict(refusal.details)
        case _:
            return None


def _answer(
    status: int, code: str, message: str, details: dict[str, object] | None, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    body = ErrorOut(error=code, message=message, details=details).model_dump_json(exclude_none=True)
    return HTTPResponse(body, status=status, headers=dict(headers or {}), content_type="application/json")
