"""Two worlds through the real SDK: calls that differ only in what is personal, and no answer that tells them apart."""
