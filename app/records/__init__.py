"""What is kept of the work: saved chats."""
