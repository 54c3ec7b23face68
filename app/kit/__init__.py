"""Pure helpers without opinions; imports the standard library only."""
