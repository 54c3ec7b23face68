"""``/api/v1``: the same services for programs, in JSON, with a document that says what may be asked."""
