"""Whether the reading can be trusted: coders against each other and Zeren, samples, estimates."""
