"""Money in capitals 大写金额, as contracts and vouchers write it.

By the rules of writing on bills of 1997 (支付结算办法 附一, paragraphs 2 and 3): one 零 for zeros within a number, 整
after 元, nothing after 分.
"""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST = 10**18  # fen


def in_capitals(fen: int) -> str:
    """An amount in fen as 人民币叁仟贰佰元伍角整. Raises ValueError unless 0 <= fen < 10**18."""
    if not 0 <= fen < MOST:
        raise ValueError(f"{fen} fen cannot be written in capitals")
    yuan, rest = divmod(fen, 100)
    whole = f"{_number(yuan)}元" if yuan or not rest else ""
    return f"人民币{whole}{_small(*divmod(rest, 10), after=bool(yuan))}"


def _small(jiao: int, fen: int, *, after: bool) -> str:
    if not jiao and not fen:
        return "整"
    tens = f"{DIGITS[jiao]}角" if jiao else "零" if after else ""
    return tens + (f"{DIGITS[fen]}分" if fen else "整")


def _number(value: int) -> str:
    """A whole number, 0 and more."""
    if value == 0:
        return DIGITS[0]
    said, gap = "", False
    for place in reversed(range(len(GROUPS))):
        group = value // 10 ** (4 * place) % 10_000
        if group:
            said += ("零" if said and (gap or group < 1_000) else "") + _group(group) + GROUPS[place]
        gap = not group
    return said


def _group(value: int) -> str:
    """One to four digits, without leading zeros."""
    said, gap = "", False
    for place in reversed(range(len(PLACES))):
        digit = value // 10**place % 10
        if digit:
            said += ("零" if said and gap else "") + DIGITS[digit] + PLACES[place]
        gap = not digit
    return said
