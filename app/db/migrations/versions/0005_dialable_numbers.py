"""Phone numbers with the trunk zero glued to the country code, such as +49030901820, become the number that is meant.

They were stored before numbers were read by their country's rules, and no call to the number finds them. Only what
reads in one way is changed: a number that is none stays, and so does one whose right form somebody else has by now;
the checklist says so.
"""

import phonenumbers
import sqlalchemy as sa
from alembic import op
from phonenumbers import NumberParseException, PhoneNumberFormat

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_numbers = sa.table("phone_numbers", *map(sa.column, ("id", "number")))


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_numbers.c.id, _numbers.c.number)).all()
    taken = {number for _, number in rows}
    for number_id, number in rows:
        meant = _meant(number)
        if meant and meant not in taken:
            taken.add(meant)
            connection.execute(_numbers.update().where(_numbers.c.id == number_id).values(number=meant))


def downgrade() -> None:
    """Nobody wants the other numbers back."""


def _meant(number: str) -> str:
    """Return the number that a stored one can only mean, empty if there is none."""
    try:
        found = phonenumbers.parse(number)
    except NumberParseException:
        return ""
    return (
        phonenumbers.format_number(found, PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(found)
        else ""
    )
