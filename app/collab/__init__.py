"""The sync server: rooms, their journal, and what is let in. SPEC.md says what must be true."""
