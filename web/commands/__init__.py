"""The commands of `sunmatch`, one noun a file. They parse, call one service and show what it answers."""
