"""The campaign of kills: producers and the server are killed at random moments, and nothing may be lost or come twice.

`make kills` runs it, round after round; a test plays one short round. A round is drawn from its seed, as far as the
scheduler of the machine lets it.
"""
