"""From rows of a sheet to rows of the database: words become ids, and a batch is written at once."""
