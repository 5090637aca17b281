"""Builds the Word templates of the library out of the requisites of an official document.

``python -m doc_templates.authoring`` rebuilds every ``template.docx`` byte for byte.
"""
