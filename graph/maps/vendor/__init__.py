"""The drawing library, as its makers publish it. See NOTICE.txt beside it."""
