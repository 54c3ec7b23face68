"""Who did what and when, written in the transaction that did it, never changed afterwards."""
