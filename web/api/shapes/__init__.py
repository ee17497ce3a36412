"""The pydantic models of what the API takes and gives: the checks of requests and the document are made of them."""
