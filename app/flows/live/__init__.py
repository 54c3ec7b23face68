"""Going live: the checklist, the switch, and what callers hear. Rules with ids in SPEC.md."""
