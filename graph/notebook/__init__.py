"""What a notebook needs: a store as frames, charts and sentences."""
