"""The doors to the outside: HTTP routes and what guards them."""
