"""What groups keep of a member, told to that member; nothing of the others in a group."""
