"""What stands around every page: navigation, the frame with its title, the short messages."""
