"""Pure helpers without opinions: the standard library and, for phone numbers, their one well-kept table."""
