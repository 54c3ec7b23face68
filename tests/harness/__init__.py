"""What tests lean on: the real server, a faulty network, browsers, teammates in Python and JavaScript."""
