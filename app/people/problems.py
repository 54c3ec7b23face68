"""The one table from a problem's code, as it stands in ``?problem=``, to the sentence a page shows."""

from app.people import refusals

UNEXPECTED = "unexpected"

_REFUSALS: tuple[type[refusals.Refusal | refusals.TooManyAttempts], ...] = (
    refusals.WrongPassword,
    refusals.WrongOldPassword,
    refusals.PasswordTooShort,
    refusals.PasswordTooLong,
    refusals.PasswordCommon,
    refusals.PasswordIsEmail,
    refusals.BadEmail,
    refusals.BadName,
    refusals.WorkspaceNameTaken,
    refusals.EmailTaken,
    refusals.SetupDone,
    refusals.SetupLinkWrong,
    refusals.InvitationUnknown,
    refusals.InvitationUsed,
    refusals.InvitationExpired,
    refusals.RoleTooHigh,
    refusals.LastOwner,
    refusals.TooManyAttempts,
)

PROBLEMS: dict[str, str] = {
    "invalid": "Something in that form is missing or not allowed. Check each field and try again.",
    "signed_out": "You are signed out. Sign in to go on.",
    "bad_origin": "That did not come from Callweave's own page. Open Callweave again and repeat it.",
    "token_refused": "That API token is not valid. Make a new one with: callweave token add --email …",
    "forbidden": "Your role does not allow this. Ask an owner or admin of your workspace.",
    "not_found": "That does not exist any more. Reload the page to see what does.",
    "conflict": "Somebody was quicker. Reload the page to see how it stands now.",
    "too_large": "That is too large to be taken. Send a smaller file.",
    "unavailable": "The database cannot be used right now. Try again in a moment.",
    UNEXPECTED: "Something went wrong on our side. Try again; if it stays, tell whoever runs this server.",
    **{refusal.code: refusal.sentence for refusal in _REFUSALS},
}


def sentence(code: str) -> str:
    """Return what to show for a code; any other code gets the general sentence, never its own text."""
    return PROBLEMS.get(code, PROBLEMS[UNEXPECTED])
