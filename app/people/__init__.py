"""Who may enter and what they may do: accounts, roles, sessions, invitations, tokens."""
