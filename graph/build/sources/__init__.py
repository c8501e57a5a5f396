"""What a build is given: files, sidecars, manifests, themes and units of the user."""
