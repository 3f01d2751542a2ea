"""Letters: what outhost writes to people, in their language, as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from types import MappingProxyType
from typing import Final

from outhost.domain.feedback import Kind, ThreadId
from outhost.domain.webhooks import WebhookId
from outhost.domain.words import Text
from outhost.domain.workspaces import WorkspaceId

WRITTEN: Final = "letter.written"
"""The topic that is rung for a new letter, at which the courier sleeps."""
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long to wait after each failed try; a letter that fails once more is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to one address; `link` is the one that it is about, empty where there is none.

    With a `workspace_id` it is written for that workspace, which may take it back; without one, to an account or by an administrator.
    """

    recipient: str
    subject: str
    plain: str
    html: str
    link: str
    workspace_id: WorkspaceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLetter:
    """A letter that is to be sent, and how often that was tried."""

    id: int
    letter: Letter
    tries: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What a kind of letter says: its subject, a few sentences, what its link is called, and who should leave it."""

    subject: Text
    body: Text
    button: Text
    footer: Text


_NOT_YOU: Final = Text(
    en="If this was not you, leave this letter unanswered.", fr="Si ce n’était pas vous, laissez cette lettre sans suite."
)

_VERIFY: Final = _Draft(
    subject=Text(en="Verify your e-mail address", fr="Vérifiez votre adresse e-mail"),
    body=Text(
        en="Somebody, most likely you, signed up to outhost with this address. The link is good for 48 hours, and once.",
        fr="Quelqu’un, sans doute vous, s’est inscrit à outhost avec cette adresse. Le lien vaut 48 heures, et une seule fois.",
    ),
    button=Text(en="Verify this address", fr="Vérifier cette adresse"),
    footer=_NOT_YOU,
)
_RESET: Final = _Draft(
    subject=Text(en="Choose a new password", fr="Choisissez un nouveau mot de passe"),
    body=Text(
        en="A new password was asked for at outhost. The link is good for an hour, and once; until then the old password stays.",
        fr="Un nouveau mot de passe a été demandé à outhost. Le lien vaut une heure, et une seule fois ; l’ancien reste d’ici là.",
    ),
    button=Text(en="Choose a password", fr="Choisir un mot de passe"),
    footer=_NOT_YOU,
)
_INVITE: Final = _Draft(
    subject=Text(en="You are invited to {place}", fr="Vous êtes invité à rejoindre {place}"),
    body=Text(
        en="You were invited to {place} at outhost. The link is good for 14 days, and once.",
        fr="Vous avez été invité à rejoindre {place} sur outhost. Le lien vaut 14 jours, et une seule fois.",
    ),
    button=Text(en="Accept the invitation", fr="Accepter l’invitation"),
    footer=Text(
        en="If you do not expect this, leave this letter unanswered.", fr="Si vous ne l’attendiez pas, laissez cette lettre sans suite."
    ),
)
_TRIAL: Final = _Draft(
    subject=Text(en="A letter from outhost", fr="Une lettre d’outhost"),
    body=Text(en="Mail works: this was sent at {moment}.", fr="Le courrier fonctionne : ceci a été envoyé à {moment}."),
    button=Text(en="Open outhost", fr="Ouvrir outhost"),
    footer=Text(en="An administrator asked for this letter.", fr="Un administrateur a demandé cette lettre."),
)
_DIGEST: Final = _Draft(
    subject=Text(en="{name}: {told}", fr="{name} : {told}"),
    body=Text(en="The veille “{name}” found {told}:", fr="La veille « {name} » a trouvé {told} :"),
    button=Text(en="Download the signals", fr="Télécharger les signaux"),
    footer=Text(
        en="You made this veille, and asked for a digest of each run that finds something. It is turned off where the veille is changed.",
        fr="Vous avez créé cette veille et demandé un résumé de chaque passage qui trouve quelque chose. Il se désactive là où l’on"
        " modifie la veille.",
    ),
)
_SIGNALS: Final = Text(en="{count} signals", fr="{count} signaux")
_ONE_SIGNAL: Final = Text(en="one signal", fr="un signal")
_AND_OTHERS: Final = Text(en="… and {count} more.", fr="… et {count} de plus.")


_WEBHOOK_DISABLED: Final = _Draft(
    subject=Text(en="Webhook {number} was disabled", fr="Le webhook {number} a été désactivé"),
    body=Text(
        en="What was sent to webhook {number}, at {host}, failed again and again, so that nothing more is sent to it. Once its server"
        " answers, enable it with `is_active: true`, or with `outhost webhooks enable {number}`; what was still waiting is sent then.",
        fr="Ce qui était envoyé au webhook {number}, chez {host}, a échoué encore et encore ; plus rien ne lui est envoyé. Dès que son"
        " serveur répond, réactivez-le avec `is_active: true`, ou avec `outhost webhooks enable {number}` ; ce qui attendait encore part"
        " alors.",
    ),
    button=Text(en="Read about webhooks", fr="En savoir plus sur les webhooks"),
    footer=Text(
        en="You get this letter because you own the workspace.", fr="Vous recevez cette lettre car cet espace de travail est le vôtre."
    ),
)
_NEWS: Final = _Draft(
    subject=Text(en="Feedback {number} waits for you", fr="Le retour {number} vous attend"),
    body=Text(
        en="There is something new to read: {kind}, as feedback {number}. What people write is not sent by mail; the command"
        " `outhost feedback show {number}` shows it, and `outhost feedback answer {number}` answers.",
        fr="Il y a du nouveau à lire : {kind}, retour {number}. Ce que les gens écrivent ne part pas par courrier ; la commande"
        " `outhost feedback show {number}` l’affiche, et `outhost feedback answer {number}` y répond.",
    ),
    button=Text(en="Open outhost", fr="Ouvrir outhost"),
    footer=Text(en="You get this letter as an administrator of outhost.", fr="Vous recevez cette lettre comme administrateur d’outhost."),
)
_ANSWER: Final = _Draft(
    subject=Text(en="An answer to your feedback {number}", fr="Une réponse à votre retour {number}"),
    body=Text(en="An administrator answered you:\n\n{answer}", fr="Un administrateur vous a répondu :\n\n{answer}"),
    button=Text(en="Open outhost", fr="Ouvrir outhost"),
    footer=Text(en="You get this letter because you opened that feedback.", fr="Vous recevez cette lettre car vous avez ouvert ce retour."),
)
_REPLY: Final = _Draft(
    subject=Text(en="An answer to your message", fr="Une réponse à votre message"),
    body=Text(en="You wrote to us, and this is our answer:\n\n{answer}", fr="Vous nous avez écrit, et voici notre réponse :\n\n{answer}"),
    button=Text(en="Open outhost", fr="Ouvrir outhost"),
    footer=Text(
        en="You get this letter because somebody gave this address in our contact form; if it was not you, leave it unanswered.",
        fr="Vous recevez cette lettre car quelqu’un a donné cette adresse dans notre formulaire de contact ; si ce n’était pas vous,"
        " laissez-la sans suite.",
    ),
)
_KINDS: Final = MappingProxyType({
    Kind.BUG: Text(en="a bug", fr="un défaut"),
    Kind.IDEA: Text(en="an idea", fr="une idée"),
    Kind.QUESTION: Text(en="a question", fr="une question"),
    Kind.MODULE_REQUEST: Text(en="a wish for a module", fr="un souhait de module"),
    Kind.OTHER: Text(en="a remark", fr="une remarque"),
    Kind.CONTACT: Text(en="a message by the contact form", fr="un message du formulaire de contact"),
})  # fmt: skip


def verification_letter(recipient: str, link: str, locale: str) -> Letter:
    """Write to somebody who signed up."""
    return _letter(_VERIFY, recipient, link, locale)


def reset_letter(recipient: str, link: str, locale: str) -> Letter:
    """Write to somebody who forgot their password."""
    return _letter(_RESET, recipient, link, locale)


def invitation_letter(recipient: str, link: str, locale: str, *, place: str) -> Letter:
    """Write to somebody who is invited to a place: a workspace by its name, or the installation."""
    return _letter(_INVITE, recipient, link, locale, place=place)


def trial_letter(recipient: str, link: str, locale: str, *, moment: str) -> Letter:
    """Write to see whether mail works."""
    return _letter(_TRIAL, recipient, link, locale, moment=moment)


def digest_letter(recipient: str, link: str, locale: str, *, name: str, sentences: Sequence[str], count: int) -> Letter:
    """Write what a run of a veille found, in the sentences of the first signals; `count` is how many there are."""
    told = _ONE_SIGNAL.say(locale) if count == 1 else _SIGNALS.say(locale, count=count)
    lines = [*sentences, *([_AND_OTHERS.say(locale, count=count - len(sentences))] if count > len(sentences) else [])]
    return _letter(_DIGEST, recipient, link, locale, lines, name=name, told=told)


def disabled_webhook_letter(recipient: str, link: str, locale: str, *, number: WebhookId, host: str) -> Letter:
    """Tell an owner that a webhook is sent nothing more; its address is named no further than its host, for it may be a secret."""
    return _letter(_WEBHOOK_DISABLED, recipient, link, locale, number=str(number), host=host)


def news_letter(recipient: str, link: str, locale: str, *, number: ThreadId, kind: Kind) -> Letter:
    """Tell an administrator that somebody wrote; not what, so that an erasure need not look for it in mailboxes."""
    return _letter(_NEWS, recipient, link, locale, number=str(number), kind=_KINDS[kind].say(locale))


def answer_letter(recipient: str, link: str, locale: str, *, number: ThreadId, answer: str) -> Letter:
    """Bring somebody the answer to their feedback."""
    return _letter(_ANSWER, recipient, link, locale, number=str(number), answer=answer)


def reply_letter(recipient: str, link: str, locale: str, *, answer: str) -> Letter:
    """Bring a stranger the answer to what they wrote by the contact form."""
    return _letter(_REPLY, recipient, link, locale, answer=answer)


def _letter(draft: _Draft, recipient: str, link: str, locale: str, lines: Sequence[str] = (), /, **gaps: str) -> Letter:
    subject, body, button, footer = (text.say(locale, **gaps) for text in (draft.subject, draft.body, draft.button, draft.footer))
    paragraph = escape(body).replace("\n", "<br>")
    html = (
        f'<!doctype html><html lang="{locale}"><body style="font-family: sans-serif; line-height: 1.5; max-width: 32em">'
        f"<p>{paragraph}</p>"
        f"{_listed(lines)}"
        f'<p><a href="{escape(link)}" style="background: #123c32; color: #fff; padding: 10px 16px; border-radius: 6px">'
        f"{escape(button)}</a></p>"
        f'<p style="color: #666">{escape(link)}</p><p style="color: #666">{escape(footer)}</p></body></html>\n'
    )
    plain = "\n\n".join([body, *(["\n".join(f"- {line}" for line in lines)] if lines else []), link, footer])
    return Letter(recipient=recipient, subject=" ".join(subject.split()), plain=f"{plain}\n", html=html, link=link)


def _listed(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""
