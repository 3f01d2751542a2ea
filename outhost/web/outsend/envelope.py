"""How `/api` says no: `{"detail", "errors"}`, in the caller's language, one status a refusal."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from sanic import HTTPResponse, Request
from sanic.exceptions import SanicException, ServiceUnavailable

from outhost.domain import errors
from outhost.domain.errors import InvalidInput, Refusal
from outhost.domain.words import Text
from outhost.web.outsend.wire.errors import ErrorOut, FieldErrorOut
from outhost.web.request import request_id_of

log = logging.getLogger(__name__)

STATUS: Mapping[type[Refusal], int] = MappingProxyType({
    errors.AddressRefused: 400,
    errors.AlreadyMember: 400,
    errors.AlreadySetUp: 400,
    errors.AlreadyVerified: 400,
    errors.AwaitsSetup: 400,
    errors.AssetInUse: 400,
    errors.BalanceTooLow: 400,
    errors.BuiltInUnchangeable: 400,
    errors.EmailTaken: 400,
    errors.FetchFailed: 400,
    errors.InsufficientCredits: 400,
    errors.InvitationInvalid: 400,
    errors.JobAlreadyOver: 400,
    errors.JobExpired: 400,
    errors.JobIsRead: 400,
    errors.JobNotDone: 400,
    errors.EarlierRunNeeded: 400,
    errors.JobStillLive: 400,
    errors.NodeNotRun: 400,
    errors.PipelineNotRunning: 400,
    errors.PipelineOfVeille: 400,
    errors.PipelineRunning: 400,
    errors.LastAdministrator: 400,
    errors.LastOwner: 400,
    errors.ListHasLeads: 400,
    errors.ListTypeNotSupported: 400,
    errors.MailNotSent: 400,
    errors.MalformedBody: 400,
    errors.MalformedForm: 400,
    errors.NoSuchName: 400,
    errors.NotInReview: 400,
    errors.NotWatched: 400,
    errors.PipelineNotDone: 400,
    errors.RunNotCompared: 400,
    errors.RunStillLive: 400,
    errors.NothingToResume: 400,
    errors.SetupLinkExpired: 400,
    errors.TextOverflows: 400,
    errors.ThreadFull: 400,
    errors.TokenInvalid: 400,
    errors.TooDear: 400,
    errors.TooManyKeys: 400,
    errors.TooManyWebhooks: 400,
    errors.TotpAlreadyOn: 400,
    errors.TotpNotSetUp: 400,
    errors.UnknownVariables: 400,
    errors.UploadGone: 400,
    errors.WebhookDisabled: 400,
    errors.WebhookTargetRefused: 400,
    errors.WrongPassword: 400,
    errors.WrongTotp: 400,
    errors.AccessKeyNeeded: 401,
    errors.NotLoggedIn: 401,
    errors.TotpRequired: 401,
    errors.WrongCredentials: 401,
    errors.AccountDeactivated: 403,
    errors.EmailUnverified: 403,
    errors.ForeignOrigin: 403,
    errors.NoWorkspace: 403,
    errors.NotAdministrator: 403,
    errors.RoleTooLow: 403,
    errors.ScopeTooNarrow: 403,
    errors.SessionOnly: 403,
    errors.JobNotFound: 404,
    errors.LeadNotFound: 404,
    errors.ListNotFound: 404,
    errors.ModuleNotFound: 404,
    errors.NoRunCompared: 404,
    errors.NotFound: 404,
    errors.NotVisible: 404,
    errors.NoOutput: 404,
    errors.NoRows: 404,
    errors.PipelineNotFound: 404,
    errors.RunNotFound: 404,
    errors.TemplateNotFound: 404,
    errors.UserNotFound: 404,
    errors.WorkspaceNotFound: 404,
    errors.MethodNotAllowed: 405,
    errors.BodyTooLarge: 413,
    errors.MisdirectedRequest: 421,
    errors.InvalidInput: 422,
    errors.TooManyAttempts: 429,
    errors.TooManyJobs: 429,
    errors.AtlasUnreadable: 503,
    errors.DiskFull: 503,
    errors.DryRunsBusy: 503,
    errors.EstimateFailed: 503,
    errors.ModuleUnavailable: 503,
    errors.StudioBusy: 503,
})  # fmt: skip

NEVER: frozenset[type[Refusal]] = frozenset({
    errors.AtlasInUse, errors.NoRoomForAtlas, errors.SourceNotFound, errors.UnreadableMap,
    errors.AskedTooMuch,
    errors.DamagedDatabase, errors.FolderInUse, errors.InvalidApiKey, errors.InvalidSetting, errors.MissingAuthorization,
    errors.NewerSchema, errors.NoSandbox, errors.NotSetUp, errors.PortTaken, errors.UnusableFolder,
})  # fmt: skip
"""Refusals that no call of this surface can meet. Together with `STATUS` they are all there are."""

_FIELD: Mapping[type[Refusal], str] = MappingProxyType({
    errors.EmailTaken: "email",
    errors.InvitationInvalid: "invitation_code",
    errors.TotpRequired: "totp",
    errors.WebhookTargetRefused: "url",
    errors.WrongTotp: "code",
})  # fmt: skip
"""The field at fault, where a refusal is about one that it does not name itself."""

_RETRY_SECONDS: Mapping[type[Refusal], int] = MappingProxyType(
    {
        errors.AtlasUnreadable: 86_400,
        errors.DiskFull: 3600,
        errors.DryRunsBusy: 5,
        errors.EstimateFailed: 5,
        errors.ModuleUnavailable: 86_400,
        errors.StudioBusy: 1,
    }
)
"""After how long it is worth another try, where a refusal does not say so itself."""
_FAULT = Text(
    en="Something went wrong here. Request id: {request_id}.", fr="Quelque chose s’est mal passé ici. Numéro de requête : {request_id}."
)
_TOO_SLOW = Text(
    en="This took too long; see whether it was done before you retry. Request id: {request_id}.",
    fr="Cela a pris trop de temps ; vérifiez si c’est fait avant de réessayer. Numéro de requête : {request_id}.",
)
_UNREADABLE = Text(en="The request cannot be read: {reason}.", fr="La requête est illisible : {reason}.")


def status_and_code(kind: type[Refusal]) -> tuple[int, str]:
    """Tell how the surface answers a kind of refusal; it has no codes, so that the refusal's own name stands for one."""
    return STATUS[kind], kind.code()


def say(refusal: Refusal, locale: str) -> HTTPResponse:
    """Shape a refusal."""
    kind = type(refusal)
    return _answer(STATUS[kind], refusal.say(locale), _field_errors(refusal, locale), _headers(refusal))


def say_http_fault(request: Request, fault: SanicException, locale: str) -> HTTPResponse:
    """Shape a fault of the HTTP layer; a request that took too long may have done its work."""
    if isinstance(fault, ServiceUnavailable):
        log.error("A request took too long.", extra={"request_id": request_id_of(request), "path": request.path})
        return _answer(500, _TOO_SLOW.say(locale, request_id=request_id_of(request)))
    if fault.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return say_fault(request, fault, locale)
    return _answer(400, _UNREADABLE.say(locale, reason=str(fault).rstrip(".")))


def say_fault(request: Request, fault: BaseException, locale: str) -> HTTPResponse:
    """Shape a fault of ours: the trace goes to the log, the client gets the id to ask for it by."""
    request_id = request_id_of(request)
    log.error("A request ended by a fault.", extra={"request_id": request_id, "path": request.path}, exc_info=fault)
    return _answer(500, _FAULT.say(locale, request_id=request_id))


def _headers(refusal: Refusal) -> dict[str, str]:
    match refusal:
        case errors.MethodNotAllowed():
            return {"allow": str(refusal.details["allowed"])}
        case errors.TooManyAttempts() | errors.TooManyJobs():
            return {"retry-after": str(refusal.details["seconds"])}
        case _ if type(refusal) in _RETRY_SECONDS:
            return {"retry-after": str(_RETRY_SECONDS[type(refusal)])}
        case _:
            return {}


def _field_errors(refusal: Refusal, locale: str) -> list[FieldErrorOut] | None:
    if isinstance(refusal, InvalidInput):
        return [FieldErrorOut(field=issue.path, message=issue.say(locale)) for issue in refusal.issues if issue.path] or None
    field = refusal.details.get("field") or _FIELD.get(type(refusal))
    return [FieldErrorOut(field=str(field), message=refusal.say(locale))] if field else None


def _answer(
    status: int, detail: str, field_errors: list[FieldErrorOut] | None = None, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    body = ErrorOut(detail=detail, errors=field_errors).model_dump_json(exclude_none=True)
    return HTTPResponse(body, status=status, headers=dict(headers or {}), content_type="application/json")
