"""News for the team: what happened to the agents, and who has seen it."""
