"""The shapes of API keys: those of `/api`, and the one of `/v1`."""

from typing import Literal

from pydantic import Field

from outhost.domain.access_keys import MOST_A_WORKSPACE, AccessKey, Scope
from outhost.domain.api_keys import ApiKey, IssuedKey
from outhost.operations.access_keys import IssuedAccessKey
from outhost.web.outsend.wire.form import In, Moment, Out, moment, moment_or_none


class AccessKeyIn(In):
    """A key to be made."""

    name: str = Field(description="1–120 characters after trimming.")
    scopes: list[Literal["read", "write"]] = Field(["read", "write"], min_length=1, max_length=2, description="Both unless told otherwise.")
    expires_at: Moment | None = Field(None, description="In the future; without it the key lasts until it is revoked.")


class AccessKeyOut(Out):
    """A key; `prefix` is how it begins, `user_id` the member as whom it acts."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    user_id: int
    created_at: str
    last_used_at: str | None
    expires_at: str | None

    @classmethod
    def of(cls, key: AccessKey) -> "AccessKeyOut":
        """Shape a key."""
        return cls(
            id=key.id,
            name=key.name,
            prefix=key.prefix,
            scopes=[scope for scope in Scope if scope in key.scopes],
            user_id=key.user_id,
            created_at=moment(key.created_at),
            last_used_at=moment_or_none(key.last_used_at),
            expires_at=moment_or_none(key.expires_at),
        )


class IssuedAccessKeyOut(AccessKeyOut):
    """A key that was made; `key` is shown this once, null when the answer is given again."""

    key: str | None

    @classmethod
    def shown(cls, issued: IssuedAccessKey) -> "IssuedAccessKeyOut":
        """Shape it in the clear."""
        return cls(**AccessKeyOut.of(issued.access_key).model_dump(), key=issued.key)

    @classmethod
    def hidden(cls, issued: IssuedAccessKey) -> "IssuedAccessKeyOut":
        """Shape it without the key itself."""
        return cls(**AccessKeyOut.of(issued.access_key).model_dump(), key=None)


class AccessKeysOut(Out):
    """A page of keys."""

    items: list[AccessKeyOut] = Field(description=f"A workspace has {MOST_A_WORKSPACE} at most, those that have expired among them.")
    total: int
    limit: int
    offset: int


class OutwinkKeyOut(Out):
    """What is known of the key of `/v1`; only a digest of it is kept."""

    created_at: str
    last_used_at: str | None

    @classmethod
    def of(cls, key: ApiKey) -> "OutwinkKeyOut":
        """Shape what is known of it."""
        return cls(created_at=moment(key.issued_at), last_used_at=moment_or_none(key.last_used_at))


class RotatedKeyOut(Out):
    """The new key of `/v1`, shown this once, null when the answer is given again."""

    api_key: str | None
    rotated_at: str

    @classmethod
    def shown(cls, issued: IssuedKey) -> "RotatedKeyOut":
        """Shape it in the clear."""
        return cls(api_key=issued.key, rotated_at=moment(issued.issued_at))

    @classmethod
    def hidden(cls, issued: IssuedKey) -> "RotatedKeyOut":
        """Shape it without the key itself."""
        return cls(api_key=None, rotated_at=moment(issued.issued_at))
