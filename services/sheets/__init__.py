"""Reading the sheets people send (Excel old and new, CSV) into typed rows; pure, without a database."""
