"""What is seen in the figures and tables of each notebook, and what follows: results go in.

One function for each figure or table that carries the argument. Like a verdict, each chooses its
words by the numbers that it is given, so that they are true whatever the parameters are.
"""
