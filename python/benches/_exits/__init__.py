"""The parts of the bench `exits`: ways for a process to end, ways to log, and who counts what arrived."""
