"""Personal data as the screen shows it until someone with the right reveals it."""


def mask_name(name: str) -> str:
    """李秀明 → 李*明, 李明 → 李*."""
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """18612341402 → 186****1402; shorter numbers keep their last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_id(number: str) -> str:
    """The first four and the last four characters of an ID number stay."""
    return f"{number[:4]}{'*' * max(len(number) - 8, 0)}{number[-4:]}"
