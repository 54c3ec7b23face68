"""Who tells, and whom: the base of every answer."""

from pydantic import BaseModel, ConfigDict


class Told(BaseModel):
    """Base of every answer, made of a service's value."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Person(Told):
    """Somebody by id and the name they had."""

    id: str
    name: str
