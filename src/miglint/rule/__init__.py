"""What a rule is, what it is shown and what it says; where rules come from."""
