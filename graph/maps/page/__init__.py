"""What runs in the reader's browser: the template, the style, and one script file an idea."""
