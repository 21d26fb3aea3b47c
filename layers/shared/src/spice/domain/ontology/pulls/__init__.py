"""Pull requests: a branch is proposed to another one, talked about, reviewed and merged."""
