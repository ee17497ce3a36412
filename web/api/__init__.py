"""The API `/api/v1`: what the pages do, in JSON, for other systems. `docs/api.md` tells them how."""
