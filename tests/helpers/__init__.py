"""What tests share: real repositories, replays, node packages, the import graph."""
