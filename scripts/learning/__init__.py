"""How the table of dataset/pages/body/block_classifier is learned."""
