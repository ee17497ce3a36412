"""Columns of a village register (登记台账)."""

from services.sheets.columns import NOTES, SERIAL, Column, column, place_columns

_PERSON = (
    column(
        "name",
        "姓名 名字 劳动力姓名 人员姓名 本人姓名 学员姓名 求职者姓名 name fullname labourer labourername",
        required=True,
    ),
    column(
        "id_number",
        "身份证号码 身份证号 身份证 身份证件号码 证件号码 证件号 公民身份号码 公民身份证号码 "
        "居民身份证号码 居民身份证号 身份号码 身份证编号 本人身份证号码 id idnumber idno idcard "
        "idcardnumber identitynumber identitycard citizenid nationalid",
        required=True,
    ),
    column("sex", "性别 男女 sex gender"),
    column("birth", "出生日期 出生年月 出生年月日 生日 出生时间 出生 birth birthdate dateofbirth birthday dob"),
    column("nation", "民族 族别 ethnicity nationality ethnicgroup nation"),
    column("marital", "婚姻状况 婚姻 婚否 婚姻情况 maritalstatus marital"),
    column(
        "phone",
        "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 本人电话 联系手机 移动电话 联系号码 "
        "本人联系电话 联系人电话 phone mobile telephone tel phonenumber mobilephone mobilenumber "
        "contactnumber",
    ),
    column(
        "other_phone",
        "备用电话 其他电话 家庭电话 固定电话 座机 家属电话 紧急联系电话 紧急联系人电话 第二电话 电话2 手机2 otherphone",
    ),
    *place_columns(
        "户籍",
        "家庭住址 户籍地址 住址 地址 家庭地址 户籍所在地 户口所在地 现住址 居住地址 村组 家庭详细地址 "
        "详细地址 户籍 村组地址 籍贯 户籍地 乡镇村组 村寨 乡村组 乡镇村 镇村组 homeaddress residence home",
    ),
    column("health", "健康状况 身体状况 健康情况 身体情况 health healthstatus"),
)
_LEARNING = (
    column("education", "文化程度 学历 教育程度 受教育程度 最高学历 文化 学历层次 education educationlevel schooling"),
    column("school", "毕业院校 毕业学校 就读学校 学校 原就读学校 school graduatedfrom"),
    column("graduated", "毕业时间 毕业年份 离校时间 毕业年月 graduated graduationyear"),
    column(
        "skills",
        "技能特长 技能 特长 掌握技能 专业技能 技术特长 职业技能 有何技能 有何特长 现有技能 专长 技能名称 "
        "掌握何种技能 所掌握技能 skills skill",
    ),
    column(
        "level", "技能等级 证书等级 职业资格等级 等级 技能级别 职业技能等级 技术等级 skilllevel level certificatelevel"
    ),
    column(
        "certificates",
        "职业资格证书 证书 证书名称 持证情况 资格证书 技能证书 职业技能证书 持有证书 技能等级证书 "
        "取得证书 获得证书 获证情况 certificates certificate",
    ),
    column("certificate_number", "证书编号 证书号 证书号码 证件编号 certificatenumber certificateno"),
    column(
        "work_history",
        "工作经历 务工经历 从业经历 打工经历 工作简历 务工经验 工作经验 简历 就业经历 workhistory experience",
    ),
    column("years", "从业年限 工作年限 务工年限 工龄 从业年数 years yearsofexperience"),
)
_WISHES = (
    column(
        "wish_occupations",
        "求职意向 意向工种 就业意愿 希望从事工作 意向岗位 求职工种 期望工种 就业意向 意向职业 "
        "希望从事工种 希望从事职业 期望职业 求职岗位 期望岗位 意向就业工种 就业意向工种 求职意向工种 "
        "就业意愿工种 拟从事工种 想从事的工作 想做什么工作 工种 岗位 职业 desiredjob wishoccupation "
        "wishoccupations desiredoccupation jobwish desiredwork",
    ),
    column(
        "wish_places",
        "意向地点 就业意向地 务工地点意向 意向地区 期望地点 就业意向地点 意向工作地点 期望工作地点 "
        "务工意向地 求职意向地点 期望就业地 意向就业地 希望就业地点 希望工作地点 意向务工地 意向务工地点 "
        "就业意愿地点 就业意向地区 意愿地点 求职地区 期望地区 desiredplace wishplace wishplaces "
        "desiredlocation",
    ),
    column(
        "wish_industries", "意向行业 期望行业 就业意向行业 求职意向行业 希望从事行业 desiredindustry wishindustries"
    ),
    column(
        "wage",
        "期望工资 期望月薪 最低工资要求 期望薪资 工资要求 月工资要求 期望月工资 期望待遇 薪资要求 "
        "工资期望 期望日薪 期望日工资 期望年薪 最低月薪 最低工资 意向工资 就业意向工资 求职意向工资 "
        "期望收入 期望月收入 薪酬要求 期望薪酬 月薪要求 要求工资 工资 月薪 expectedwage wage wagefloor "
        "expectedsalary salary desiredwage",
    ),
    column(
        "board_lodging",
        "是否包吃住 包吃住 食宿要求 是否要求包吃住 食宿 吃住要求 要求食宿 是否需要食宿 食宿条件 "
        "boardandlodging boardlodging",
    ),
    column("board", "是否包吃 包吃 是否要求包吃 是否包餐 board meals"),
    column("lodging", "是否包住 包住 是否要求包住 住宿要求 是否住宿 是否需要住宿 lodging accommodation"),
    column(
        "distance",
        "就近或外出 外出或就近 就近就业或外出 务工范围 就业范围 远近意愿 意向区域 就业区域 就业区域意愿 "
        "nearoraway distance",
    ),
    column(
        "abroad", "是否愿意出国 出国意愿 境外就业意愿 是否出国 是否愿意境外就业 出国务工意愿 是否愿意出国务工 abroad"
    ),
    column(
        "training",
        "培训意愿 是否愿意培训 是否愿意参加培训 是否参加培训 有无培训意愿 是否有培训意愿 参训意愿 "
        "是否需要培训 willingtotrain training",
    ),
    column(
        "training_wishes",
        "培训需求 培训工种 意向培训工种 希望培训工种 培训意向 希望参加的培训 想学技术 想学什么技术 "
        "培训项目 意向培训项目 培训专业 希望培训内容 培训内容 trainingwishes trainingneeds "
        "desiredtraining",
    ),
)
_SITUATION = (
    column(
        "season",
        "农忙是否回家 农忙回家 农忙 农忙时间 农忙月份 农忙返乡 农忙季节 农忙是否返乡 是否农忙返乡 "
        "农忙是否回乡 返乡月份 回家月份 农忙返乡月份 兼业情况 farmseason season harvest",
    ),
    column(
        "state",
        "目前状况 就业状态 就业状况 现状 目前状态 就业情况 从业状况 当前状态 人员状态 目前就业状况 "
        "目前情况 是否外出务工 state status present",
    ),
    column(
        "workplace",
        "现务工地点 务工地点 务工地 现工作地点 务工单位 现就业单位 就业单位 现工作单位 工作单位 外出地点 "
        "务工去向 workplace employer",
    ),
    column(
        "categories",
        "人员类别 特殊类别 人员类型 劳动力类别 困难类别 人员身份 农户类型 户类型 家庭类型 类别 身份类别 "
        "人群类别 category categories",
    ),
    column("consent", "是否同意 同意 授权同意 是否授权 信息授权 同意登记 consent"),
    column(
        "registered_on", "登记日期 登记时间 填表日期 采集时间 调查时间 录入时间 采集日期 registered registeredon date"
    ),
)

LABOURER_COLUMNS: tuple[Column, ...] = (*_PERSON, *_LEARNING, *_WISHES, *_SITUATION, NOTES, SERIAL)
