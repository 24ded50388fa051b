"""One file for each official source; see CONTRIBUTING.md for how to add one."""
