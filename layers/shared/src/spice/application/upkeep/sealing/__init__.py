"""The log is sealed into a tree, and the tree and the log are held against each other."""
