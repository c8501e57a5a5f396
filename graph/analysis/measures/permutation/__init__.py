"""Networks against each other: correlation and regression tested by permutation."""
