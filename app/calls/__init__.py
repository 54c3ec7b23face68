"""Calls: where one is routed, and which are in progress."""
