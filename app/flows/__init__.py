"""The flow: its node-spec table, its document and projection, its versions, and the verbs on agents."""
