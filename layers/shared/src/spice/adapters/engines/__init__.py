"""What both search engines share: figures, groups, long texts, the whole document."""
