"""Going live: findings, checklist, review, the four switches, limits."""

from app.web.api import sent, told
from app.web.api.doors.words import AGENT, EDIT, PUBLISH, TICK, VIEW, delete, get, post, put, switch

LIVE_DOORS = (
    get(
        f"{AGENT}/findings",
        VIEW,
        name="get_findings",
        summary="What is to be mended in the draft.",
        answer=told.Findings,
    ),
    get(
        f"{AGENT}/checklist",
        VIEW,
        name="get_checklist",
        summary="What stands between the draft and going live.",
        answer=told.Checklist,
    ),
    post(
        TICK,
        EDIT,
        name="tick_line",
        summary="Vouch for a line of the checklist.",
        body=sent.Part,
        answer=told.Checklist,
        errors=(409,),
    ),
    delete(
        TICK,
        EDIT,
        name="untick_line",
        summary="Take your own tick back.",
        query=sent.Part,
        answer=told.Checklist,
        status=200,
        errors=(409,),
    ),
    get(
        f"{AGENT}/review",
        VIEW,
        name="review_agent",
        summary="Everything to see before a switch: what would be live, the checklist and the changes.",
        query=sent.ReviewQuery,
        answer=told.Review,
    ),
    switch(
        f"{AGENT}/activate",
        name="activate_agent",
        summary="Have callers hear the draft, or an earlier version.",
        body=sent.Activation,
    ),
    switch(
        f"{AGENT}/publish",
        name="publish_changes",
        summary="Have callers of an active agent hear the draft.",
        body=sent.Publication,
    ),
    switch(
        f"{AGENT}/deactivate",
        name="deactivate_agent",
        summary="Answer no calls any more.",
        body=sent.Deactivation,
    ),
    switch(
        f"{AGENT}/roll-back",
        name="roll_back_agent",
        summary="Have callers of an active agent hear an earlier version.",
        body=sent.RollBack,
    ),
    get(f"{AGENT}/limits", VIEW, name="get_limits", summary="How many calls it answers.", answer=told.Limits),
    put(
        f"{AGENT}/limits",
        PUBLISH,
        name="set_limits",
        summary="Say how many calls it answers.",
        body=sent.CallLimits,
        answer=told.Limits,
    ),
)
