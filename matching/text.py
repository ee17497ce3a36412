"""Job titles and skill cells as people write them, brought to one plain form. Pure string work, no dictionaries."""

import re
import unicodedata

# Traditional characters seen in trade words and titles; a full conversion table is not needed for names of work.
_SIMPLE = str.maketrans(
    "電銲銷機師員車術務縫紉護駕駛廚廠業設備維裝飾計會經質檢驗構鋼鐵銅鋁製織綁紮樑導遊飯館醫藥農漁養園藝學習購貨運輸倉儲線纜燈"
    "絲樂畫圖書記錄數據網絡頻號產種樹雞鴨豬馬魚蝦磚築監測繪礦煉爐鑄鍛壓衝鉗銑鏜鑽齒輪軸閥門塗噴類發開關東廣國際貿語專級長單條"
    "場區紙紡潔蓋齊錶顧問隊總辦",
    "电焊销机师员车术务缝纫护驾驶厨厂业设备维装饰计会经质检验构钢铁铜铝制织绑扎梁导游饭馆医药农渔养园艺学习购货运输仓储线缆灯"
    "丝乐画图书记录数据网络频号产种树鸡鸭猪马鱼虾砖筑监测绘矿炼炉铸锻压冲钳铣镗钻齿轮轴阀门涂喷类发开关东广国际贸语专级长单条"
    "场区纸纺洁盖齐表顾问队总办",
)

_NUMBER = r"(?:\d+(?:[,.]\d+)*|[一二两三四五六七八九十百千]+)"
_UNIT = r"(?:[kw千万元]|块钱?)"
_AMOUNT = rf"{_NUMBER}{_UNIT}*"
_DIGITS = r"\d[\d,.]*"
_TO = r"\s*[-~至到—]+\s*"
_PER = r"\s*(?:[/每一]\s*)?(?:天|日|个?月|年|小时|时|h|件)"
_MORE = r"(?:以上|起|左右|\+)?"
_MEAL = r"餐(?![饮厅具])"

# Phrases that say what is offered, not what is done.
_OFFERS = (
    r"1[3-9]\d{9}",  # telephone
    r"\([a-z]{1,3}\d{3,}\)",  # number of the advertisement
    # wage: by its name, as a range, as an amount with a unit
    rf"(?:[月底日时年]薪|月入|日结|工资|薪资|薪酬|待遇|保底)"
    rf"(?:面议|可谈|过万|上万|从优|优厚|{_AMOUNT}(?:{_TO}{_AMOUNT})?){_MORE}",
    rf"{_DIGITS}{_UNIT}*{_TO}{_DIGITS}{_UNIT}+(?:{_PER})?{_MORE}",
    rf"\d{{3,}}{_TO}\d{{3,}}",
    rf"{_DIGITS}{_UNIT}+(?:{_PER})?{_MORE}",
    rf"{_NUMBER}[kw千万元]{_PER}{_MORE}",
    rf"\d+{_PER}",
    # board and lodging, insurance, hours
    rf"(?:[包管供]|提供)(?:吃|住|食宿|{_MEAL}|宿)(?:[包管供]?(?:吃|住|宿|{_MEAL}))?",
    r"免费?食宿|吃住全?包",
    r"(?:缴纳?|交|购买|买|有|含)?[五六三563]险(?:[一二12]金)?|[有交缴]社保",
    r"做[五六]休[一二]|周末双休|单双休|大小周|[双单]休|朝九晚[五六]|长?白班|[两三]班倒|倒班|不加班|不上夜班",
    # pay on top, terms, who may apply, how many
    r"(?:无责)?高?(?:底薪|提成|奖金)|带薪(?:培训|年假|休假)?|免费培训|待遇优厚|不收(?:任何)?费用?|中介勿扰",
    r"(?:不限|无需?)经验[可亦]*|(?:男女|经验|学历|年龄)不限",
    rf"(?:若干|数|{_NUMBER})[名位人](?![工员才事力组])",
)
_OFFER = re.compile("|".join(_OFFERS))

# Words that call for people. "招商", "招生", "招标" and a post in the personnel office ("招聘专员") are work.
_CALLS = "招聘|诚聘|聘请|急聘|急招|直招|诚招|大量招|长期招|现招|招收|招工|招募"
_OFFICE = "专员|主管|经理|顾问|助理|人员|师|专家|总监|主任|官|运营|工作"
_CALL = re.compile(
    rf"^\S{{0,20}}?(?:{_CALLS})(?!{_OFFICE}|$)[\s:!,]*"
    r"|^(?:高薪招?|招|聘|急需|急)(?![商生标投募聘书贤架救诊揽])(?=..)[\s:!,]*"
    rf"|(?:{_CALLS})[\s!]*$"
)
# Without one of these a title has neither offer nor call, and the long patterns need not be tried.
_HINTS = frozenset(
    "0123456789一二两三四五六七八九十百千万元块天日周月年时件薪资遇入结底吃住食宿餐险保休班倒成奖费验限勿若数招聘急募"
)
_BRACKETS = re.compile(r"[(\[{<【《〈「『〔]([^()\[\]{}<>【】《》〈〉「」『』〔〕]*)[)\]}>】》〉」』〕]")
_MARKS = re.compile(r"(?:(?<![a-z+])\+|(?<![a-z])#|[^\w+#]|_)+")  # "c++" and "c#" keep their marks
_BREAKS = re.compile(r"[\s、,;/|\-—:!·~]+|(?<![c+])\+(?!\+)")


def fold(text: str) -> str:
    """Full width to half (Unicode NFKC), lower case, the commonest traditional characters to simplified."""
    return unicodedata.normalize("NFKC", text).lower().translate(_SIMPLE).strip()


def normalise(text: str) -> str:
    """The words of a title that say what the work is, without spaces or punctuation.

    Brackets are opened and their content kept ("焊工（二保焊）" -> "焊工二保焊"); offers of wage, board and head
    count and calls such as "急招" go. A text that is nothing but those comes back folded, so that the answer is
    empty only when the text holds no letter or digit.
    """
    folded = fold(text)
    return _squeeze(_without_offers(folded)) or _squeeze(folded)


def outside_brackets(text: str) -> str:
    """Like `normalise`, with the content of brackets left out: "全媒体运营（郓城）" -> "全媒体运营"."""
    return normalise(_BRACKETS.sub(" ", fold(text)))


def parts(text: str) -> list[str]:
    """The normalised pieces between brackets, separators and spaces of a title, in order, without repeats."""
    opened = _BRACKETS.sub(r"、\1、", _without_offers(fold(text)))
    pieces = (_squeeze(piece) for piece in _BREAKS.split(opened))
    return list(dict.fromkeys(piece for piece in pieces if piece))


_STEM = re.compile(
    r"(?:装置)?(?:操作|制造|制作|生产|加工|维修|检验|装配|安装|修理|管理|服务|工程技术|技术|专业|试验|运行|值班|养护|设计|装调|处理)*"
    r"(?:人员|工程师|师傅|专员|经理|主管|[工员师手长人者])$"
)


def stem(key: str) -> str:
    """What a normalised title is about, without the words that say that somebody works on it: "制冰工" -> "制冰"."""
    return _STEM.sub("", key) or key


def head(key: str) -> str:
    """The last character of a normalised title, which says what kind of post it is: 工, 员, 师 ..."""
    return key[-1:]


def _without_offers(folded: str) -> str:
    if _HINTS.isdisjoint(folded):
        return folded
    return _CALL.sub("", _OFFER.sub(" ", folded).strip())


def _squeeze(folded: str) -> str:
    return _MARKS.sub("", folded)
