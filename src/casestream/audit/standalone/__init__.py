"""What goes into every evidence bundle as it is: a program that checks the bundle and needs nothing of this package."""
