"""Columns of an order sheet (用工订单): one line of an order a row."""

from services.sheets.columns import NOTES, REASON_NAMES, SERIAL, Column, column, place_columns

_WORK = (
    column(
        "occupation",
        "工种 岗位 职业 招聘岗位 用工岗位 岗位名称 工种名称 招工工种 需求工种 培训工种 职业工种 订单工种 "
        "岗位工种 工种岗位 用工工种 occupation job position jobtitle trade",
        required=True,
    ),
    column(
        "seats",
        "人数 需求人数 招聘人数 用工人数 招工人数 订单人数 需求数 需求量 培训人数 用工数量 招用人数 数量 "
        "缺工人数 名额 seats headcount peopleneeded vacancies",
        required=True,
    ),
    column("skills", "技能要求 技术要求 所需技能 岗位技能 技能 岗位要求 任职要求 skills requiredskills skill"),
    column("level", "等级 技能等级 等级要求 技能等级要求 职业资格等级 证书等级 level skilllevel"),
    column("certificates", "证书 证书要求 资格证书 持证要求 所需证书 上岗证 certificate certificates"),
    column("education", "学历 学历要求 文化程度 文化程度要求 文化要求 education"),
    *place_columns(
        "工作",
        "工作地点 工作地址 用工地点 务工地点 地点 上班地点 工作地 用工地址 就业地点 地址 workplace "
        "placeofwork location",
    ),
)
_TERMS = (
    column(
        "wage",
        "月工资 工资 工资待遇 月薪 薪资 工资标准 待遇 月工资标准 薪资待遇 工资范围 薪酬 月收入 日工资 "
        "日薪 时薪 年薪 工资水平 计件单价 wage salary pay monthlywage",
    ),
    column("wage_minimum", "最低工资 最低月工资 工资下限 月工资下限 最低薪资 minimumwage minwage"),
    column("wage_maximum", "最高工资 最高月工资 工资上限 月工资上限 最高薪资 maximumwage maxwage"),
    column("pay_method", "计薪方式 工资形式 结算方式 计酬方式 工资结算方式 薪资类型 发薪方式 paymethod"),
    column(
        "board_lodging", "是否包吃住 包吃住 食宿 食宿情况 食宿条件 吃住情况 吃住 福利食宿 boardandlodging boardlodging"
    ),
    column("board", "包吃 是否包吃 包餐 是否包餐 伙食 board meals"),
    column("lodging", "包住 是否包住 住宿 是否提供住宿 lodging accommodation"),
    column(
        "hours",
        "工时 工作时间 日工作时间 每天工时 每日工时 每天工作时间 每日工作小时 日工时 hours workinghours hoursaday",
    ),
    column(
        "starts_on",
        "到岗时间 开始日期 到岗日期 上岗时间 用工时间 开工时间 上岗日期 开工日期 到岗 入职时间 "
        "用工开始时间 startdate start startson",
    ),
    column("duration", "用工期限 期限 合同期限 用工时长 工期 合同期 用工周期 duration term contractterm"),
    column("probation", "试用期 试用期限 试用 probation"),
)
_LIMITS = (
    column("ages", "年龄要求 年龄 年龄限制 年龄范围 agerange ages agelimit"),
    column("age_reason", "年龄限制理由 年龄理由 年龄要求理由 年龄限制原因 agereason"),
    column("sex", "性别 性别要求 性别限制 sex gender"),
    column("sex_reason", "性别限制理由 性别理由 性别要求理由 性别限制原因 sexreason"),
)
_ORDER = (
    column(
        "employer",
        "用工企业 企业名称 用工单位 单位名称 用人单位 公司名称 企业 招聘单位 公司 用工企业名称 单位 "
        "订单企业 招工单位 用人单位名称 employer company companyname employername",
        required=True,
    ),
    column("credit_code", "统一社会信用代码 社会信用代码 信用代码 企业信用代码 creditcode socialcreditcode uscc"),
    column("order_number", "订单号 订单编号 订单 订单序号 单号 ordernumber orderno order"),
    column("kind", "订单类型 类型 订单类别 类别 订单性质 用工类型 订单种类 用工形式 kind ordertype type"),
    column(
        "training_paid_by",
        "培训费由谁出 培训费用 培训费承担 培训费 培训费承担方 培训费用承担 培训费用由谁承担 培训费支付方 "
        "trainingpaidby",
    ),
    column("employer_brings", "企业提供 企业提供场地设备师资 企业可提供 企业投入 企业提供条件 提供条件 employerbrings"),
    column(
        "recruits_from",
        "招工开始 报名开始 招工开始时间 招工开始日期 报名开始时间 报名开始日期 recruitmentstart recruitsfrom",
    ),
    column(
        "deadline",
        "截止日期 招工截止 报名截止 有效期至 截止时间 招工截止日期 招工截止时间 报名截止日期 报名截止时间 "
        "订单有效期至 招聘截止日期 deadline validuntil",
    ),
    column(
        "agency_licence",
        "对外劳务合作经营资格 外派许可证号 对外劳务合作经营资格证书号 对外劳务合作经营资格证书 经营资格证书号 "
        "外派资质 外派许可证 agencylicence agencylicense",
    ),
    column(
        "class_gives_certificate",
        "培训后发证 培训取证 是否培训发证 培训发证 培训后取证 是否培训取证 培训后是否发证 classgivescertificate",
    ),
    column("channel", "渠道 订单来源 来源渠道 来源 订单渠道 信息来源 channel source"),
    column("contact", "联系人 企业联系人 联系人姓名 人事联系人 contact contactperson"),
    column("phone", "联系电话 电话 联系方式 手机 企业电话 手机号码 联系人电话 电话号码 phone tel telephone mobile"),
)

ORDER_COLUMNS: tuple[Column, ...] = (
    *_ORDER,
    *_WORK,
    *_TERMS,
    *_LIMITS,
    NOTES,
    column("sent_back", " ".join(REASON_NAMES)),
    SERIAL._replace(names=tuple(name for name in SERIAL.names if name not in ("年龄", "age", *REASON_NAMES))),
)
