"""Names of units in a running list: where one ends and the next begins, and what has a unit's shape."""

from __future__ import annotations

import re
from collections.abc import Iterable

# 各有关部门, 相关单位, 各县（市、区）人民政府: nobody can be bound for these.
_COLLECTIVE = re.compile(
    r"^各|^地方各级|^[省市县区乡]{2,3}(?:人民)?(?:政府)?$|(?:相关|有关|成员|其他|所属|涉及|涉农|参建)(?:单位|部门|地区|市直|县|市|区|企业|街镇|乡镇|镇街|机构|方面)"
    r"|^[省市县区州]?[直级](?:各|相关|有关|部门|单位)|^所有|^全[省市县区]|^沿线|^属地|^县级以上|^乡镇|^镇街|^镇（"
    r"|^地方(?:人民)?政府$|^(?:金融|保险|医疗|高等|科研)(?:机构|院校)|^高校$|^(?:项目|业主|建设|施工)单位$|^[一二三四五六七八九十\d]+(?:个|家)?[县市区]"
)
# 市科技局等 opens a list and is not part of the name.
_OPEN_LIST = re.compile(
    r"等(?:\d+[个家]?|[一二三四五六七八九十]+[个家]?)?(?:部门|单位|有关部门|有关单位)?$"
)
# Not inside a bracket: 各县（市、区）人民政府 is one name. Such a bracket is short, which keeps this linear.
OUTSIDE_BRACKETS = r"(?![^（(]{0,80}[)）])"
_SEPARATORS = re.compile(rf"[\s、，,；;/／|\\]+{OUTSIDE_BRACKETS}")
# 农牧业等相关部门及各地区: a collective stands behind the names without a comma.
_COLLECTIVE_AHEAD = (
    r"(?=各(?!类)|地方各级|国务院(?:相关|有关)|相关|有关|其他|属地|[省市县区州]?[直级]?(?:各|有关|相关)(?:部门|单位|企业|地区)"
    r"|[省市县区]直|[省市县]级|沿线|所属|驻)"
)
_BEFORE_COLLECTIVE = re.compile(
    rf"(?:等(?:部门|单位)?(?:和|及|以及)?|及|以及|和|与){_COLLECTIVE_AHEAD}"
)
# 市教育局和市财政局 are two, 市住房和城乡建设局 is one: before 和 stands the end of a name.
_AND = re.compile(
    r"(?<=[局委办厅署院府会司团行])(?:以及|和|及|与)(?=[国省市区县州盟旗各中]|自治区|[\u4e00-\u9fff]{1,12}"
    r"(?:局|委|办|厅|政府|中心|集团|公司)(?:$|[、，,]))"
)
# 各区、县级市人民政府 are one, though a 、 stands inside.
_LEVELS = (
    r"(?:县级市|省|自治区|直辖市|计划单列市|自治[县州]|街道|园区"
    r"|[县区市旗州盟乡镇]{1,3}(?:[（(][县区市旗街道、]+[)）])?)"
)
_EVERY_KIND = re.compile(
    rf"(?:各|有关|相关){_LEVELS}(?:、{_LEVELS})+(?:人民政府|政府|办事处)?(?=$|[、，,；;。\s）)])"
)
_JOINT = "\ue000"  # stands in no text and is no blank
# 分管副省长 and 李某同志 are persons, no units.
_PERSON = re.compile(
    r"(?:^|[副正省市县区州盟旗镇乡长])(?:省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|秘书长|书记|主席)$"
    r"|(?:同志|分管领导|主要领导|领导同志|负责同志|负责人|责任人)$"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑罗梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_BODY_ENDS = "区县市局办委会部处科院所组队团站校厂社"
# 区统计局（李四）: the person stands behind the unit.
_PERSON_BEHIND = re.compile(rf"[（(][{_SURNAMES}][\u4e00-\u9fff]{{0,1}}[^（）(){_BODY_ENDS}][)）]")
_PERSON_ALONE = re.compile(
    rf"(?:(?<=[\s、，,/])|^)[{_SURNAMES}][\u4e00-\u9fff]?[^\s、，,/{_BODY_ENDS}](?=[\s、，,/]|$)"
)
_NOBODY = frozenset(("无", "/", "—", "-", "——", "--", "暂无", "等", "等单位", "等部门"))

_ENDS = (
    r"局|委|办|厅|部|署|院|所|处|室|科|站|馆|台|社|校|厂|场|队|团|司|行|府|会|中心|公司|集团|协会|学会|联合会|妇联|科协|文联|残联"
    r"|侨联|社科联|工商联|总工会|工会|红十字会|贸促会|管委会|委员会|办公室|办事处|开发区|高新区|经开区|新区|示范区|试验区|度假区|园区"
    r"|保税区|街道|社区|镇|乡|村|区|县|市|旗|盟|州|省|大学|学院|医院|海关|支队|总队|大队|法院|检察院|党校|指挥部|专班|领导小组"
    r"|工作组|小组|基地|武装部|军分区|政协|人大|纪委|监委|铁塔|电信|移动|联通|国网|电网|税务|银保监|证监|企业|机构|单位|部门"
)
_SHAPE = re.compile(rf"(?:{_ENDS})(?:[（(][^（）()]*[)）])?$")
_SURE = re.compile(
    r"(?:[国省市区县州旗]|自治区|中央|国务院|[\u4e00-\u9fff]{2,8}(?:省|市|县|区|旗|州)).{0,22}"
    r"(?:局|委|办|厅|署|院|中心|公司|集团|协会|联合会|妇联|科协|文联|残联|总工会|政府|管委会|办公室|办事处|支队|总队|大队|部"
    r"|法院|检察院|工商联|供销社|档案馆|督查室|研究室|政研室|分行|支行|分公司|侨联|残联)$"
    r"|^(?:工业和信息化|工信|公安|应急管理|财政|教育|科技|农业农村|商务|住房城乡建设|交通运输|水利|自然资源|生态环境|民政|司法"
    r"|人力资源社会保障|文化和旅游|退役军人)部$|^(?:发展改革委|人民银行|税务总局|市场监管总局|国资委|中央.{2,10})$"
    r"|^(?:国家.{2,12}|[\u4e00-\u9fff]{2,10})(?:总局|管理局|海关|监管局|管委会|供电公司|人民政府)$"
)
_NO_NAME = re.compile(
    r"[。！？：:“”《》\d%％]|以上|以下|其中|包括|例如|详见|含(?!.{0,12}[)）])|^按|^在|^对|^以|^根据|^如"
)


def split_names(text: str) -> list[str]:
    """The names in a bracket (between 、) or a table cell (between blanks)."""
    found: list[str] = []
    text = _PERSON_BEHIND.sub("", text)
    whole = _EVERY_KIND.sub(lambda match: match.group().replace("、", _JOINT), text)
    for piece in _SEPARATORS.split(whole):
        for part in _AND.split(piece):
            found.extend(name for name in _BEFORE_COLLECTIVE.split(part) if name)
    names = [name if is_collective(name) else _OPEN_LIST.sub("", name) for name in found]
    cleaned = (name.strip("。；;，,、 \u3000").replace(_JOINT, "、") for name in names)
    return [name for name in cleaned if name and name not in _NOBODY and not _PERSON.search(name)]


def without_persons(cell: str) -> str:
    """A cell of a column 牵头单位及责任人 without the persons; units in it are no two or three characters."""
    return _PERSON_ALONE.sub("", cell)


def is_collective(name: str) -> bool:
    return _COLLECTIVE.search(name) is not None


def looks_like_unit(name: str, *, strictly: bool = False) -> bool:
    """Whether a name that no register knows has a unit's shape. `strictly` asks for more than its
    last character: what stands in a bracket without any label must not be mistaken for one."""
    name = name.strip()
    if not 2 <= len(name) <= 40 or _NO_NAME.search(name):
        return False
    if strictly:
        return _SURE.search(name) is not None or _DEPARTMENT.match(name) is not None
    return _SHAPE.search(name) is not None


# What departments are called by; only such a name may have its prefix left out (省商务厅、公安厅).
_DEPARTMENT = re.compile(
    r"^(?:发展|发改|教育|教体|科技|科学技术|工业和信息化|工信|经济和信息化|经信|民族|宗教|公安|民政|司法|财政|人力资源|人社|自然资源"
    r"|自规|规划|生态环境|住房|住建|城管|城市管理|综合执法|交通|水利|水务|农业|农牧|商务|文化|文旅|文广|卫生|卫健|退役|应急|审计|外事"
    r"|国资|市场监|广播|广电|体育|体旅|统计|医保|医疗保障|信访|粮食|能源|大数据|数据|政务|行政审批|审批|地方金融|金融|林业|林草|园林"
    r"|药监|知识产权|机关事务|乡村振兴|扶贫|投资促进|投促|招商|税务|气象|人防|海洋|畜牧|民营经济|中小企业|口岸|港航|侨务|台办)"
    r".{0,12}(?:(?<!分)局|厅|委|办|委员会|办公室)$"
)
_PARTY = re.compile(
    r"^(?:组织|宣传|统战)部$|^(?:网信|编|改革|老干部|政策研究|巡察).{0,3}(?:办|局|室)$|^政法委$"
)
_PREFIX = re.compile(
    r"^(省|市(?!场)|区(?!域)|[县州盟旗]|自治区)(委(?=组织|宣传|统战|网信|编|改革|老干|政法|办|政研|外办|金融|社会|军民|台办|巡)|)"
)


def whole_names(names: Iterable[str]) -> dict[str, str]:
    """Name → the name with the prefix that the list leaves out, where it leaves one out."""
    found: dict[str, str] = {}
    level, party = "", False
    for name in names:
        if own := _PREFIX.match(name):
            level, party = own[1], bool(own[2])
        elif level and party and _PARTY.match(name):
            found[name] = f"{level}委{name}"
        elif level and _DEPARTMENT.match(name):
            found[name] = level + name
    return found
