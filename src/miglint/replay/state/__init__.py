"""What the replay carries from statement to statement, and what its handlers work with."""
