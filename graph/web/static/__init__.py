"""Styles and scripts of the pages. YASGUI comes from elsewhere: see LICENSE-YASGUI.txt."""
