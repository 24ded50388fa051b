"""Which countries have law against organ trafficking, and which have bills pending."""

__version__ = "0.1.0"
