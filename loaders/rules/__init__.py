"""Rules: data that explain themselves, one model for all that is read by one."""
