"""Numbers, inbox and audit."""

from app.web.api import sent, told
from app.web.api.doors.words import API, AUDIT, NUMBER, PUBLISH, VIEW, delete, get, patch, post, put

WORKSPACE_DOORS = (
    get(f"{API}/numbers", VIEW, name="list_numbers", summary="All phone numbers.", answer=told.Numbers),
    post(
        f"{API}/numbers",
        PUBLISH,
        name="add_number",
        summary="Add a phone number.",
        body=sent.NewNumber,
        answer=told.Number,
        status=201,
        errors=(409,),
    ),
    patch(
        NUMBER,
        PUBLISH,
        name="label_number",
        summary="Say what a number is for.",
        body=sent.NumberLabel,
        answer=told.Number,
        errors=(409,),
    ),
    put(
        f"{NUMBER}/agent",
        PUBLISH,
        name="assign_number",
        summary="Have a number lead to an agent, or to none.",
        body=sent.Assignment,
        answer=told.Number,
        errors=(409,),
    ),
    delete(NUMBER, PUBLISH, name="remove_number", summary="Remove a phone number.", errors=(409,)),
    get(
        f"{API}/inbox",
        VIEW,
        name="get_inbox",
        summary="What the team made live, and what you have not seen yet.",
        query=sent.Page,
        answer=told.Inbox,
    ),
    post(
        f"{API}/inbox/seen",
        VIEW,
        name="mark_seen",
        summary="Say that everything up to this news was seen.",
        body=sent.SeenUpTo,
        answer=told.Inbox,
    ),
    get(
        f"{API}/audit",
        AUDIT,
        name="get_audit",
        summary="Who did what, when and from where, the latest first.",
        query=sent.AuditQuery,
        answer=told.AuditPage,
        errors=(404,),
    ),
)
