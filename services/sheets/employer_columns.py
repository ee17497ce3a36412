"""Columns of a sheet of employers (用工企业) and of one of training bases (培训基地)."""

from services.sheets.columns import NOTES, SERIAL, Column, column, place_columns

_PHONE = (
    "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 人事电话 人事部电话 联系人电话 单位电话 "
    "企业电话 固定电话 phone tel telephone mobile phonenumber"
)
_CODE = (
    "统一社会信用代码 社会信用代码 信用代码 统一信用代码 统一代码 组织机构代码 营业执照号 creditcode "
    "socialcreditcode uscc"
)
_HEAD = "负责人 法定代表人 法人 法人代表 法人姓名 负责人姓名 厂长 校长 head legalrepresentative principal"
_CONTACT = "联系人 联系人姓名 人事联系人 经办人 contact contactperson contactname"
_HEAD_PHONE = "负责人电话 负责人联系电话 法人电话 校长电话 headphone"

EMPLOYER_COLUMNS: tuple[Column, ...] = (
    column(
        "name",
        "企业名称 单位名称 用工企业 用工单位 公司名称 名称 用人单位 企业 公司 单位 用工企业名称 工厂名称 "
        "厂名 用人单位名称 name employer company companyname employername",
        required=True,
    ),
    column("credit_code", _CODE),
    column("industry", "行业 所属行业 行业类别 所属行业类别 行业分类 industry"),
    column("ownership", "企业性质 单位性质 企业类型 经济类型 性质 ownership"),
    *place_columns(
        "企业",
        "地址 企业地址 单位地址 详细地址 公司地址 经营地址 注册地址 所在地 厂址 通讯地址 企业详细地址 companyaddress",
    ),
    column("head", _HEAD),
    column("head_phone", _HEAD_PHONE),
    column("contact", _CONTACT),
    column("phone", _PHONE),
    column("other_phone", "备用电话 其他电话 座机 传真 otherphone"),
    column("staff", "员工人数 职工人数 企业人数 人数 现有员工 员工总数 用工人数 企业规模 staff employees headcount"),
    column(
        "occupations",
        "用工工种 工种 岗位 招工工种 主要工种 需求工种 招聘岗位 用工岗位 主要岗位 occupations jobs positions",
    ),
    column("wage", "工资 月工资 平均工资 工资待遇 薪资 月平均工资 工资水平 wage salary averagewage"),
    column(
        "owes_wages", "是否欠薪 欠薪 拖欠工资 有无欠薪 是否拖欠工资 欠薪情况 欠薪记录 oweswages wagearrears arrears"
    ),
    NOTES,
    SERIAL,
)

TRAINING_BASE_COLUMNS: tuple[Column, ...] = (
    column(
        "name",
        "培训基地名称 基地名称 培训机构 培训机构名称 学校名称 名称 培训基地 机构名称 单位名称 培训学校 "
        "培训单位 学校 基地 name base basename trainingbase school",
        required=True,
    ),
    column("credit_code", _CODE),
    column("ownership", "办学性质 性质 机构性质 单位性质 公办民办 办学类型 ownership"),
    *place_columns("基地", "地址 基地地址 学校地址 详细地址 办学地址 培训地点 培训地址 所在地 单位地址 baseaddress"),
    column("head", _HEAD),
    column("head_phone", _HEAD_PHONE),
    column("contact", _CONTACT),
    column("phone", _PHONE),
    column("other_phone", "备用电话 其他电话 座机 传真 otherphone"),
    column(
        "occupations",
        "培训工种 培训专业 认定工种 工种 专业 培训项目 认定培训工种 可培训工种 核准工种 培训职业 "
        "occupations trades courses",
        required=True,
    ),
    column(
        "capacity",
        "培训能力 年培训能力 年培训规模 培训规模 培训容量 年培训人数 学位 学位数 座位数 capacity seats yearlycapacity",
    ),
    column("target", "培训任务 任务数 年度任务 目标任务 计划人数 计划培训人数 培训计划 target"),
    column("teachers", "教师人数 师资人数 专兼职教师 师资 教师数 教员人数 teachers"),
    column("offices", "驻外办事处 办事处 驻外机构 就业办事处 驻外联络点 offices"),
    column("partner", "合办企业 联办企业 合作企业 合办单位 校企合作 partner partneremployer"),
    column("accredited_on", "认定时间 认定日期 批准时间 认定年份 批准日期 accredited accreditedon"),
    NOTES,
    SERIAL,
)
