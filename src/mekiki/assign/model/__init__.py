"""What is asked: a problem, its aims, exact numbers, and the network it becomes. Nothing is solved here."""
