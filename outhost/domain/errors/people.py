"""Why people, and what they are members of, may be declined."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class EmailTaken(Refusal):
    """Another user has this e-mail address."""

    text = Text(en="{email} already has an account.", fr="{email} a déjà un compte.")


class UserNotFound(Refusal):
    """No user has this e-mail address."""

    text = Text(
        en="Nobody here has the address {email}; see `outhost users list`.",
        fr="Personne ici n’a l’adresse {email} ; voyez `outhost users list`.",
    )


class WorkspaceNotFound(Refusal):
    """No workspace has this number, or none was founded by this user."""

    text = Text(en="There is no workspace for {whose}.", fr="Il n’y a pas d’espace de travail pour {whose}.")


class LastAdministrator(Refusal):
    """The last active administrator can't be deactivated."""

    text = Text(
        en="{email} is the last active administrator; make another one first.",
        fr="{email} est le dernier administrateur actif ; nommez-en un autre d’abord.",
    )


class AccessKeyNeeded(Refusal):
    """A program called without a key that is good, where no session will do."""

    text = Text(
        en="Send an API key that is still good, as `Authorization: Bearer osk_…` or in `X-API-Key`.",
        fr="Envoyez une clé d’API encore valable, par `Authorization: Bearer osk_…` ou dans `X-API-Key`.",
    )


class NotLoggedIn(Refusal):
    """A call came without a session or a key that is good."""

    text = Text(
        en="Log in first: this needs a session cookie or an API key that is still good.",
        fr="Connectez-vous d’abord : il faut un cookie de session ou une clé d’API encore valable.",
    )


class WrongCredentials(Refusal):
    """The address and the password do not belong together."""

    text = Text(en="This e-mail address and password do not match.", fr="Cette adresse e-mail et ce mot de passe ne correspondent pas.")


class TotpRequired(Refusal):
    """The account has a second factor, and the code is missing or wrong."""

    text = Text(
        en="This account has a second factor; send the current code of your app, or a recovery code, as totp.",
        fr="Ce compte a un second facteur ; envoyez le code actuel de votre application, ou un code de secours, dans totp.",
    )


class AccountDeactivated(Refusal):
    """The user was kept out by an administrator."""

    text = Text(
        en="This account is deactivated; ask an administrator to let you in again.",
        fr="Ce compte est désactivé ; demandez à un administrateur de vous rouvrir l’accès.",
    )


class EmailUnverified(Refusal):
    """The call needs an address that was verified."""

    text = Text(
        en="Verify your e-mail address first; a new link can be sent from your account.",
        fr="Vérifiez d’abord votre adresse e-mail ; un nouveau lien peut être envoyé depuis votre compte.",
    )


class RoleTooLow(Refusal):
    """The member's role does not allow the call."""

    text = Text(
        en="This needs the role {needed} in this workspace; yours is {role}.",
        fr="Il faut le rôle {needed} dans cet espace de travail ; le vôtre est {role}.",
    )


class NotAdministrator(Refusal):
    """The call is for administrators of the installation."""

    text = Text(en="This is for administrators of this installation.", fr="Ceci est réservé aux administrateurs de cette installation.")


class NoWorkspace(Refusal):
    """The user is a member of no workspace."""

    text = Text(
        en="You are a member of no workspace; create one, or accept an invitation.",
        fr="Vous n’êtes membre d’aucun espace de travail ; créez-en un, ou acceptez une invitation.",
    )


class ScopeTooNarrow(Refusal):
    """The API key's scopes do not allow the call."""

    text = Text(en="This API key lacks the scope {scope}.", fr="Cette clé d’API n’a pas la portée {scope}.")


class SessionOnly(Refusal):
    """The call changes who may come in, so that a key is not enough."""

    text = Text(
        en="An API key may not do this; log in with your password.",
        fr="Une clé d’API ne peut pas faire cela ; connectez-vous avec votre mot de passe.",
    )


class ForeignOrigin(Refusal):
    """A page of another site sent the call with the user's cookie."""

    text = Text(en="This came from a page of another site, {origin}.", fr="Ceci vient d’une page d’un autre site, {origin}.")


class TooManyAttempts(Refusal):
    """A limit on how often something may be tried was reached."""

    text = Text(en="Too many attempts; try again in {seconds} seconds.", fr="Trop de tentatives ; réessayez dans {seconds} secondes.")


class InvitationInvalid(Refusal):
    """The invitation is unknown, used, expired or meant for somebody else."""

    text = Text(
        en="This invitation code is unknown, used, expired or meant for another address.",
        fr="Ce code d’invitation est inconnu, déjà utilisé, expiré ou destiné à une autre adresse.",
    )


class AlreadyMember(Refusal):
    """The user is a member of the workspace already."""

    text = Text(en="You are a member of this workspace already.", fr="Vous êtes déjà membre de cet espace de travail.")


class WrongPassword(Refusal):
    """The current password was not given."""

    text = Text(en="The current password is wrong.", fr="Le mot de passe actuel est faux.")


class TokenInvalid(Refusal):
    """A link by mail is unknown, used or expired."""

    text = Text(en="This link is no longer good; ask for a new one.", fr="Ce lien n’est plus valable ; demandez-en un nouveau.")


class AlreadyVerified(Refusal):
    """The address was verified before."""

    text = Text(en="This e-mail address is verified already.", fr="Cette adresse e-mail est déjà vérifiée.")


class TotpAlreadyOn(Refusal):
    """The account has a second factor already."""

    text = Text(en="A second factor is on already; disable it first.", fr="Un second facteur est déjà actif ; désactivez-le d’abord.")


class TotpNotSetUp(Refusal):
    """There is no second factor that waits to be confirmed."""

    text = Text(en="Set the second factor up first.", fr="Configurez d’abord le second facteur.")


class WrongTotp(Refusal):
    """The code is not the current one."""

    text = Text(en="This code is not the current one of your app.", fr="Ce code n’est pas le code actuel de votre application.")


class LastOwner(Refusal):
    """The last owner of a workspace can't leave it."""

    text = Text(
        en="You are the last owner of {workspace}; make somebody else an owner first.",
        fr="Vous êtes le dernier propriétaire de {workspace} ; nommez d’abord un autre propriétaire.",
    )


class ThreadFull(Refusal):
    """A thread of feedback has as many messages as it may."""

    text = Text(en="A thread may have {most} messages; open a new one.", fr="Un fil peut avoir {most} messages ; ouvrez-en un nouveau.")


class TooManyKeys(Refusal):
    """A workspace has as many API keys as it may."""

    text = Text(
        en="A workspace may have {most} API keys; revoke one first.",
        fr="Un espace de travail peut avoir {most} clés d’API ; révoquez-en une d’abord.",
    )
