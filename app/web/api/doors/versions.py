"""Versions and history: list, get, export, compare, snapshot, name, restore."""

from app.web.api import sent, told
from app.web.api.doors.words import AGENT, EDIT, VERSION, VIEW, get, patch, post

VERSIONS_DOORS = (
    get(
        f"{AGENT}/versions",
        VIEW,
        name="list_versions",
        summary="The versions, the latest first.",
        query=sent.VersionsQuery,
        answer=told.Versions,
    ),
    post(
        f"{AGENT}/versions",
        EDIT,
        name="snapshot_draft",
        summary="Keep the draft as a version with a name.",
        body=sent.Snapshot,
        answer=told.Version,
        status=201,
        errors=(409, 413),
    ),
    get(VERSION, VIEW, name="get_version", summary="One version.", answer=told.Version),
    patch(
        VERSION,
        EDIT,
        name="name_version",
        summary="Give a version a name; an empty one takes it away.",
        body=sent.VersionName,
        answer=told.Version,
        errors=(409,),
    ),
    get(
        f"{VERSION}/export",
        VIEW,
        name="export_version",
        summary="A version as a file that can be imported.",
        answer=told.AgentFile,
    ),
    post(
        f"{VERSION}/restore",
        EDIT,
        name="restore_version",
        summary="Bring a version back into the draft; callers hear nothing of it.",
        answer=told.Restored,
        errors=(409, 413, 422),
    ),
    get(
        f"{AGENT}/compare",
        VIEW,
        name="compare_contents",
        summary="The difference between two of draft, live and versions.",
        query=sent.CompareQuery,
        answer=told.Comparison,
    ),
    get(
        f"{AGENT}/history",
        VIEW,
        name="get_history",
        summary="What happened to an agent, the latest first.",
        query=sent.HistoryQuery,
        answer=told.History,
    ),
)
