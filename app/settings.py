"""Settings from the environment, prefix ``CALLWEAVE_``; a bad value stops the start with one sentence."""

import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.kit import addresses
from app.kit.private import make_folder, make_private

DEFAULT_PORT = 3000


class BadSetting(Exception):
    """A setting cannot be used; the message names the variable and says what to set."""


class Settings(BaseSettings):
    """Everything that may be set. The README's table is made from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="CALLWEAVE_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path(".data"), description="Folder for the database and the secret key.")
    database_url: str = Field(
        "", description="SQLAlchemy URL, sqlite or postgresql; empty means SQLite in DATA_DIR."
    )
    public_url: str = Field(
        "", description="Address people open, for links and the origin check; empty means localhost."
    )
    secret_key: str = Field("", description="At least 32 characters; made and kept in DATA_DIR if empty.")
    trusted_proxies: str = Field(
        "",
        description="Networks of your proxies, with commas, whose X-Forwarded-For is believed; empty means none.",
    )
    workers: int = Field(1, ge=1, le=64, description="Processes that serve.")
    version_quota_mb: int = Field(
        2_000,
        ge=1,
        description="Megabytes that the versions of one workspace may take; saving a version needs room.",
    )
    log_format: Literal["text", "json"] = Field("text", description="text for people, json for machines.")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("set a sqlite:///… or postgresql://… address, or leave it empty")
        return value

    @field_validator("public_url")
    @classmethod
    def _whole_origin(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise ValueError("set it to scheme and host alone, such as https://calls.example.com")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        try:
            addresses.networks(value)
        except ValueError:
            raise ValueError("set addresses or networks with commas, such as 10.0.0.0/8, ::1") from None
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("set at least 32 characters, or leave it empty to have one made")
        return value

    @cached_property
    def proxies(self) -> tuple[addresses.Network, ...]:
        """The networks whose word on who asks is believed."""
        return addresses.networks(self.trusted_proxies)

    @cached_property
    def sqlalchemy_url(self) -> str:
        """The database address with its driver named."""
        url = self.database_url or f"sqlite:///{self.data_dir.resolve() / 'callweave.db'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def sqlite_path(self) -> Path:
        """The database's file, absolute."""
        return Path(self.sqlalchemy_url.removeprefix("sqlite:///").partition("?")[0]).resolve()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file on this machine."""
        return self.sqlalchemy_url.startswith("sqlite")

    def address(self, port: int) -> str:
        """The address to print in links."""
        return self.public_url or f"http://localhost:{port}"

    def origins(self, port: int) -> tuple[str, ...]:
        """Origins that may use the cookie."""
        if self.public_url:
            return (self.public_url,)
        return (f"http://localhost:{port}", f"http://127.0.0.1:{port}")

    def signing_key(self) -> str:
        """Return the secret key, making and keeping one (mode 600) at first use.

        Raises OSError where DATA_DIR cannot be written.
        """
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        make_private(path)
        if not path.exists():
            make_folder(self.data_dir)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()


def load() -> Settings:
    """Read and check the environment. Raises BadSetting with one sentence."""
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue]  # values come from the environment
    except ValidationError as error:
        first = error.errors()[0]
        name = "CALLWEAVE_" + str(first["loc"][0]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise BadSetting(f"{name} cannot be used ({first['input']!r}): {reason}.") from None
    if settings.workers > 1:
        raise BadSetting("CALLWEAVE_WORKERS is above 1, which needs PostgreSQL and Redis: set it to 1.")
    return settings
