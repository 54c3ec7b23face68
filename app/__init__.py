"""Callweave without a screen: everything below app.app knows nothing of Reflex."""
