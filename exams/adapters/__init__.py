"""Libraries of others, behind words of ours."""
