"""Russian names, positions and organisations in six cases, each form with how sure it is.

Pure: a text in, forms out. What people confirmed stands above everything computed here.
"""
