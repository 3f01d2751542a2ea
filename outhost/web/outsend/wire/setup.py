"""The shapes of setting an installation up."""

from pydantic import Field

from outhost.domain.users import NAME_LIMIT
from outhost.web.outsend.wire.auth import UserAnswerOut
from outhost.web.outsend.wire.form import In


class SetUpIn(In):
    """The first person, by the token of the set-up link."""

    token: str = Field(description="From the link that outhost printed when it started.")
    email: str
    password: str = Field(description="8–128 characters, a letter among them and a digit or symbol.")
    full_name: str = Field("", max_length=NAME_LIMIT)
    workspace: str = Field("", max_length=NAME_LIMIT, description="The workspace's name.")


class SetUpOut(UserAnswerOut):
    """The first person, and the key of their workspace for `/v1`, which is shown this once."""

    api_key: str
