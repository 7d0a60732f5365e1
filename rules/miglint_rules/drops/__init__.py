"""What a DROP takes along."""
