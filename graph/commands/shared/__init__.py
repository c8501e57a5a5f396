"""What several commands share: options, opening a store, tables, talk."""
