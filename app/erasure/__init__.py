"""Deleting agents permanently: what becomes of everything that is stored of them."""
