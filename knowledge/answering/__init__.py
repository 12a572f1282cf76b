"""From a query, the FactBook and the present moment to an answer, or to a refusal with its reason."""
