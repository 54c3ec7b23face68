"""What the pages hold: small Reflex states that ask one service verb and show the answer."""
