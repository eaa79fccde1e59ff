"""The parts of the bench `calls`: what logging costs its caller while the server is up, slow or gone."""
