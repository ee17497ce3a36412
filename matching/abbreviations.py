"""Abbreviations of office work, written out before titles are compared by meaning; from general knowledge."""

import re

_ENGLISH = """
ai artificial intelligence|ml machine learning|nlp natural language processing|bi business intelligence
it information technology|ict information and communication technology|api application programming interface
db database|dba database administrator|etl data integration|erp enterprise resource planning
sap sap enterprise resource planning|crm customer relationship management|cad computer aided design
cam computer aided manufacturing|cnc computer controlled machine tool|plc programmable logic controller
sre site reliability engineer|sde software development engineer|swe software engineer
sdet software development engineer in test|sysadmin system administrator|devops development operations
qa quality assurance|qc quality control|qm quality management|hse health safety and environment
ehs environment health and safety|ux user experience|ui user interface|gui graphical user interface
soc security operations centre|aml anti money laundering|kyc know your customer|ceo chief executive officer
cfo chief financial officer|cto chief technology officer|coo chief operating officer|cio chief information officer
cmo chief marketing officer|chro chief human resources officer|ciso chief information security officer
vp vice president|svp senior vice president|evp executive vice president|md managing director|gm general manager
pa personal assistant|ea executive assistant|hr human resources|hrbp human resources business partner
hrd human resources director|hrm human resources manager|pm project manager|pmo project management office
ba business analyst|bd business development|kam key account manager|csm customer success manager
csr customer service representative|pr public relations|seo search engine optimisation|sem search engine marketing
ppc pay per click advertising|r&d research and development|l&d learning and development|c&b compensation and benefits
m&a mergers and acquisitions|fp&a financial planning and analysis|f&b food and beverage|p&l profit and loss
cpa certified public accountant|rn registered nurse|lpn licensed practical nurse|gp general practitioner
ot occupational therapist|pt physical therapist|hgv heavy goods vehicle|lgv large goods vehicle
hvac heating ventilation and air conditioning|sr senior|jr junior|snr senior|mgr manager|asst assistant
admin administrative|exec executive|rep representative|eng engineer|dev developer|tech technician|acct account
ops operations|coord coordinator|spec specialist|dir director|mfg manufacturing|maint maintenance
"""
_CHINESE = """
hr 人力资源|hrbp 人力资源业务伙伴|hrm 人力资源经理|hrd 人力资源总监|ceo 首席执行官|cfo 首席财务官|cto 首席技术官
coo 首席运营官|cmo 首席市场官|cio 首席信息官|pm 产品经理|pmo 项目管理|po 产品负责人|ui 界面|ux 用户体验|ue 用户体验
qa 质量保证|qc 质量检验|qe 质量工程师|iqc 来料检验|sqe 供应商质量工程师|pe 工艺工程师|ie 工业工程师|me 机械工程师
npi 新产品导入|dba 数据库管理员|bi 商业智能|it 信息技术|ka 大客户|bd 商务拓展|ai 人工智能|nlp 自然语言处理
seo 搜索引擎优化|sem 搜索引擎营销|plc 可编程控制器|cnc 数控|erp 企业资源计划|crm 客户关系管理|mes 制造执行系统
ehs 环境健康安全|mc 物料控制|pmc 生产计划与物料控制|c&b 薪酬福利|od 组织发展|td 人才发展|pr 公共关系|mcn 网红经纪
kol 网络红人|cs 客户服务|ae 客户执行|cad 计算机绘图|bim 建筑信息模型|gis 地理信息系统|ktv 歌厅|spa 水疗|ota 在线旅游
"""
HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]+(?:&[A-Za-z]+)?")
_ANY_SEX = re.compile(r"\(?\b(?:[mfwdx]\s*/\s*)+[mfwdx]\b\)?|\(?\ball genders\b\)?", re.IGNORECASE)


def _table(text: str) -> dict[str, str]:
    entries = (entry.partition(" ") for line in text.strip().splitlines() for entry in line.split("|"))
    return {short: long for short, _, long in entries}


ENGLISH, CHINESE = _table(_ENGLISH), _table(_CHINESE)


def written_out(title: str) -> str:
    """The title with its abbreviations in words of its own language, and without marks such as "(m/f/d)"."""
    words = CHINESE if HAN.search(title) else ENGLISH
    plain = _ANY_SEX.sub(" ", title)
    return " ".join(_WORD.sub(lambda found: words.get(found[0].lower(), found[0]), plain).split()) or title
