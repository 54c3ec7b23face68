"""What people may be refused, each with its code for programs and forms and its one sentence."""

from typing import ClassVar

from app.errors import AppError, Conflict, Forbidden, Invalid, NotFound, TooMany


class Refusal(AppError):
    """A refusal whose sentence is always the same, so that a form can name it by its code."""

    sentence: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)


class WrongPassword(Refusal):
    """Sign-in failed; the same for an unknown e-mail."""

    code = "wrong_password"
    status = 401
    sentence = "E-mail or password is not right. Check both and try again, or ask an admin for help."


class WrongOldPassword(Refusal, Invalid):
    """The password to be changed was not given rightly."""

    code = "wrong_old_password"
    sentence = "Your present password is not right. Type it again."


class PasswordTooShort(Refusal, Invalid):
    """Fewer than 8 characters."""

    code = "password_short"
    sentence = "That password is too short. Use at least 8 characters."


class PasswordTooLong(Refusal, Invalid):
    """More than 128 characters."""

    code = "password_long"
    sentence = "That password is too long. Use at most 128 characters."


class PasswordCommon(Refusal, Invalid):
    """Among the first that anybody would try."""

    code = "password_common"
    sentence = "That password is among the most common ones. Choose one that nobody would guess."


class PasswordIsEmail(Refusal, Invalid):
    """The password is the e-mail or its first half."""

    code = "password_is_email"
    sentence = "That password is your e-mail address. Choose one that nobody would guess."


class BadEmail(Refusal, Invalid):
    """Not an e-mail address."""

    code = "email_invalid"
    sentence = "That is not an e-mail address. Write it like name@example.com."


class BadName(Refusal, Invalid):
    """Empty, too long or with control characters."""

    code = "name_invalid"
    sentence = "That name cannot be used. Use 1 to 80 visible characters."


class WorkspaceNameTaken(Refusal, Conflict):
    """Another workspace has this name."""

    code = "workspace_name_taken"
    sentence = "There is already a workspace of that name. Choose another name."


class EmailTaken(Refusal, Conflict):
    """Somebody already has an account with this e-mail."""

    code = "email_taken"
    sentence = "There is already an account with this e-mail. Sign in with it, or use another address."


class SetupDone(Refusal, Conflict):
    """The first owner exists."""

    code = "setup_done"
    sentence = "This Callweave already has an owner. Sign in, or ask the owner for an invitation."


class SetupLinkWrong(Refusal, Forbidden):
    """The setup link is unknown, or an older one."""

    code = "setup_link_wrong"
    sentence = "This setup link is no longer valid. Use the newest link that the server printed at its start."


class InvitationUnknown(Refusal, NotFound):
    """No such invitation, or it was withdrawn."""

    code = "invitation_unknown"
    sentence = "This invitation is not valid. Ask the person who sent it for a new one."


class InvitationUsed(Refusal, Conflict):
    """Somebody has already joined with it."""

    code = "invitation_used"
    sentence = "This invitation has already been used. Sign in, or ask for a new invitation."


class InvitationExpired(Refusal, Conflict):
    """Older than seven days."""

    code = "invitation_expired"
    sentence = "This invitation has expired. Ask the person who sent it for a new one."


class RoleTooHigh(Refusal, Forbidden):
    """Nobody gives a role above their own, or changes a member above themselves."""

    code = "role_too_high"
    sentence = "You cannot give or change a role above your own. Ask an owner of your workspace."


class LastOwner(Refusal, Conflict):
    """A workspace always has an owner."""

    code = "last_owner"
    sentence = "This is the last owner of the workspace. Make somebody else an owner first."


class TooManyAttempts(TooMany):
    """Too many wrong passwords in a quarter of an hour."""

    code = "too_many"
    sentence: ClassVar[str] = "Too many attempts. Wait a quarter of an hour, then try again."

    def __init__(self, retry_after_seconds: int) -> None:
        minutes = max(1, -(-retry_after_seconds // 60))
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"Too many attempts. Try again in {minutes} {unit}.", retry_after_seconds)
