"""What the system tests stand on: servers, databases, and clients that behave like the ones in the field."""
