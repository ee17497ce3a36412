"""Ways out to people's telephones behind one seam, `services/gateways/seam.py`."""
