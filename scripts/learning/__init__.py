"""How the table of dataset/pages/body/choosing is learned."""
