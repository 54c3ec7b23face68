"""Which handler stands behind which door of ``/api/v1``: the one that bears the operation's name."""

from app.web.api import agents, describe, live, versions, workspace
from app.web.api.doors import API_DOORS
from app.web.door import Method
from app.web.guard import Handler

_BY_NAME: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (
        describe.describe,
        agents.list_agents,
        agents.create_agent,
        agents.list_deleted_agents,
        agents.get_agent,
        agents.rename_agent,
        agents.delete_agent,
        agents.recover_agent,
        agents.erase_agent,
        live.get_findings,
        live.get_checklist,
        live.tick_line,
        live.untick_line,
        live.review_agent,
        live.activate_agent,
        live.publish_changes,
        live.deactivate_agent,
        live.roll_back_agent,
        live.get_limits,
        live.set_limits,
        versions.list_versions,
        versions.snapshot_draft,
        versions.get_version,
        versions.name_version,
        versions.export_version,
        versions.restore_version,
        versions.compare_contents,
        versions.get_history,
        workspace.list_numbers,
        workspace.add_number,
        workspace.label_number,
        workspace.assign_number,
        workspace.remove_number,
        workspace.get_inbox,
        workspace.mark_seen,
        workspace.get_audit,
    )
}

API_HANDLERS: dict[tuple[Method, str], Handler] = {
    (door.method, door.path): _BY_NAME[door.name] for door in API_DOORS if door.method != "ANY"
}
