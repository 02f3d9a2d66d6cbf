"""What a question narrows down to: unit, list, section, role, overdue, not reported, due within days."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from domain.language.days import DatePhrase
from domain.plan import Role, TaskList

_OWN = re.compile(
    r"(?:我|咱|俺|本)们?(?:的|这|自己)?(?:局|委|办|县|区|市(?!的|里)|单位|公司|行|校|关|部|厅|镇|学校|集团|管委会|分局|院|中心|馆|会|家)"
    r"|我们(?!市)|本单位|俺们?(?:县|区|局)|我的|咱(?!们?市)|我(?=有|牵头|负责|配合|这|要|还|该|都|名下|手)"
)
_LISTS = (
    (TaskList.POLICY, re.compile(r"政策|附件\s*[1一](?!\d)|附件\s*[1一]\b")),
    (
        TaskList.MATTER,
        re.compile(
            r"(?<!牵头)(?<!配合)(?<!负责)(?<!到期)(?<!逾期)(?<!超期)(?<!滞后)(?<!未报)(?<!没报)(?<!受阻)事项|附件\s*[2二](?!\d)"
        ),
    ),
    (TaskList.PROJECT, re.compile(r"(?<!重点)(?<!重大)项目|附件\s*[3三](?!\d)")),
    (TaskList.MAIN, re.compile(r"主要任务|重点任务|正文(?:任务|里)")),
)
_LEAD, _COOP = re.compile(r"牵头|主办|主责"), re.compile(r"配合|协办|协同|参与")
_OVERDUE = re.compile(
    r"逾期|超期|过期|超时限|超了期|到期(?:了)?(?:还)?(?:没|未)|过了(?:期|时限|时间)|误期"
)
_UNREPORTED = re.compile(
    r"(?:没|未|还没|尚未|没有)(?:有)?(?:按时|按期|及时)?(?:上)?(?:报(?!名|销|警)|填(?!平)|反馈|更新|交(?!工|付|通)|动静|回复"
    r"|回音)|(?:未|没)报|漏报|欠报|缺报|谁没|零报送"
)
_DEADLINE = re.compile(
    r"到期|截止|期限|时限|该(?:完|交|办)|要(?:完|交|办)|得(?:完|交|办)|完成的|办结的|临期|快到|节点|要到|之内|以内|天内|日内|周内|底前|前"
)
# What a question may say of whose tasks, beside units and sections.
ASKED_PARTS = (
    _OWN,
    *(words for _, words in _LISTS),
    _LEAD,
    _COOP,
    _OVERDUE,
    _UNREPORTED,
    _DEADLINE,
)
# Words of section titles that tell no section from another.
_DULL = re.compile(
    r"加快|推动|推进|深入|实施|全面|深化|大力|促进|着力|扎实|纵深|支持|发展|建设|重大|国家|战略|工程|基础|设施|项目|事项|任务|政策|工作|落实|加强|提升"
    r"|强化|优化|完善|我市|全市|重点|方面|领域|改革(?!开放)|扩大(?!有效)|持续|强|进|和|与|的|等"
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Only what was said; `section` is the words of the title that were said."""

    unit: str | None = None
    list: TaskList | None = None
    section: str | None = None
    role: Role | None = None
    overdue: bool = False
    unreported: bool = False
    due_within_days: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Filters()


def lists_named(text: str) -> tuple[TaskList, ...]:
    """Every list that a text names, in the order of the plan."""
    said = {each for each, words in _LISTS if words.search(text)}
    return tuple(each for each in TaskList if each in said)


def find_filters(
    text: str,
    *,
    names: UnitNames,
    sections: Collection[str],
    own_unit: str | None,
    dates: tuple[DatePhrase, ...],
    today: date,
) -> Filters:
    """The filters of a question (`text` as `plain` gives it)."""
    unit, rest = names.find(text)
    if unit is None and own_unit and _OWN.search(rest):
        unit = own_unit
    lists = [each for each, words in _LISTS if words.search(rest)]
    lead, coop = _LEAD.search(rest), _COOP.search(rest)
    role = Role.LEAD if lead and not coop else Role.COOP if coop and not lead else None
    if role is not None and re.search(
        r"(?:谁|哪些单位|哪个单位|哪家)(?:来)?(?:牵头|配合)|(?:牵头|配合)单位", rest
    ):
        ordered = re.search(r"最[多少]|排|前[\d一二三四五六七八九十]|超过|不到|以[上下]", rest)
        names_one = re.search(r"谁|哪个单位|哪家|单位(?:是|有)", rest)
        role = role if ordered or not names_one else None
    return Filters(
        unit=unit,
        list=lists[0] if len(lists) == 1 else None,
        section=_section(_without_units(rest, names), sections),
        role=role,
        overdue=_OVERDUE.search(rest) is not None,
        unreported=_UNREPORTED.search(rest) is not None,
        due_within_days=_days(dates, text, today),
    )


def _without_units(text: str, names: UnitNames) -> str:
    """市发展改革委 names no section on 改革, whichever of several units it is."""
    for _, start, end in reversed(names.find_all(text)):
        text = text[:start] + "　" * (end - start) + text[end:]
    return text


def _section(text: str, sections: Collection[str]) -> str | None:
    """The longest words of a section's title that stand in `text`."""
    best = ""
    for title in sections:
        for piece in _DULL.sub(" ", title).split():
            for width in range(len(piece), 1, -1):
                if width <= len(best):
                    break
                found = next(
                    (
                        piece[at : at + width]
                        for at in range(len(piece) - width + 1)
                        if piece[at : at + width] in text
                    ),
                    "",
                )
                if len(found) > len(best):
                    best = found
    return best or None


def _days(dates: tuple[DatePhrase, ...], text: str, today: date) -> int | None:
    """Days to the day until which a task is due; the span of a summary is none."""
    for phrase in reversed(dates):
        said = text[phrase.start : phrase.end]
        near = text[max(0, phrase.start - 4) : phrase.end + 8]
        if phrase.day is None or phrase.day < today:
            continue
        due = re.search(
            r"到期|截止|期限|时限|该完|要完|得完|完成的|办结|临期|要交|节点|该交|应完", near
        )
        if due or (
            phrase.limited and not re.search(r"报|发|总结", text[phrase.end : phrase.end + 6])
        ):
            if said.endswith(("底", "末")) and not due:
                continue
            return (phrase.day - today).days
    return None


# 发改牵头, 交通口: a field of work that stands for its department.
_CORE = re.compile(r"市?([\u4e00-\u9fff]{2,4})[局委办]")
_IN_CHARGE = r"牵头|配合|负责|主办|口(?!岸)|系统|那边|条线"


class UnitNames:
    """Every way a unit is called: its name, its aliases, and what is clear without 市, 局, 人民政府.

    `cores`: 卫健, 民政 → the unit; common words too, so only for where nothing but a unit can stand.
    """

    def __init__(self, units: Iterable[str], aliases: dict[str, str]) -> None:
        self._known: dict[str, str] = {}
        shorts: dict[str, set[str]] = {}
        for name in units:
            self._known[name] = name
            for short in _shorter(name):
                shorts.setdefault(short, set()).add(name)
        for alias, name in aliases.items():
            self._known.setdefault(alias, name)
            for short in _shorter(alias):
                shorts.setdefault(short, set()).add(name)
        for short, named in shorts.items():
            if len(named) == 1:
                self._known.setdefault(short, next(iter(named)))
        cores: dict[str, set[str]] = {}
        for word, name in self._known.items():
            if core := _CORE.fullmatch(word):
                cores.setdefault(core[1], set()).add(name)
        self.cores = {core: next(iter(named)) for core, named in cores.items() if len(named) == 1}
        words = sorted((word for word in self._known if len(word) >= 2), key=len, reverse=True)
        by_field = sorted(self.cores.keys() - self._known.keys(), key=len, reverse=True)
        self._known |= {field: self.cores[field] for field in by_field}
        said = "|".join(map(re.escape, words)) or "(?!)"
        cores_or_names = "|".join(map(re.escape, (*words, *by_field))) or "(?!)"
        self._pair = re.compile(rf"({cores_or_names})([和跟与、])({cores_or_names})")
        in_charge = "|".join(map(re.escape, by_field)) or "(?!)"
        self._pattern = re.compile(rf"{said}|(?:{in_charge})(?={_IN_CHARGE})")

    def at(self, text: str, start: int) -> tuple[str, int] | None:
        """The unit whose name begins at `start`, and where the name ends."""
        match = self._pattern.match(text, start)
        return (self._known[match.group()], match.end()) if match else None

    def find_all(self, text: str) -> list[tuple[str, int, int]]:
        """Every unit named in `text`, in its order, with where its name begins and ends."""
        return [(self._known[m.group()], *m.span()) for m in self._pattern.finditer(text)]

    def beside(self, text: str) -> str:
        """The text with two fields of work that are compared (住建跟城管，哪个…) as their departments."""

        def named(match: re.Match[str]) -> str:
            units = [self._known.get(match[n]) for n in (1, 3)]
            return f"{units[0]}{match[2]}{units[1]}" if all(units) else match[0]

        return self._pair.sub(named, text)

    def find(self, text: str) -> tuple[str | None, str]:
        """The unit named in `text`, and the text without its name."""
        match = self._pattern.search(text)
        if match is None:
            return None, text
        blank = " " * len(match.group())
        return self._known[match.group()], text[: match.start()] + blank + text[match.end() :]


_ENDINGS = (
    "人民政府",
    "管委会",
    "管理委员会",
    "局",
    "委员会",
    "委",
    "办公室",
    "市分行",
    "分行",
    "供电公司",
    "监管分局",
    "分局",
)


def _shorter(name: str) -> list[str]:
    """科技局 and 市科技 for 市科技局, 冠县 for 冠县人民政府."""
    bare = re.sub(r"[(（].*?[)）]", "", name)
    found = {bare}
    for prefix in ("市委", "市", "共青团聊城", "国家"):
        if bare.startswith(prefix) and len(bare) - len(prefix) >= 3:
            found.add(bare[len(prefix) :])
    if bare.endswith("人民政府"):
        place = bare.removesuffix("人民政府")
        found |= {place, f"{place}政府", place.rstrip("县区市") + place[-1]}
    if bare.endswith("管委会"):
        place = bare.removesuffix("管委会")
        found |= {
            place,
            place.removesuffix("产业开发区") + "区",
            f"{place.removesuffix('技术产业开发区')}区",
        }
    if bare.endswith("局"):
        found.add(bare.removesuffix("局").removeprefix("市") + "部门")
    for long, short in (
        ("工业和信息化", "工信"),
        ("发展改革", "发改"),
        ("发展和改革", "发改"),
        ("教育体育", "教体"),
        ("自然资源和规划", "自规"),
        ("自然资源和规划", "自然资源"),
        ("农业农村", "农业"),
        ("生态环境", "环保"),
        ("生态环境", "生态"),
        ("文化和旅游", "文旅"),
        ("交通运输", "交通"),
        ("卫生健康", "卫健"),
        ("人力资源社会保障", "人社"),
        ("人力资源和社会保障", "人社"),
        ("市场监管", "市监"),
        ("市场监督管理", "市监"),
        ("市场监督管理", "市场监管"),
        ("住房城乡建设", "住建"),
        ("住房和城乡建设", "住建"),
        ("地方金融监管", "金融"),
        ("地方金融监督管理", "金融"),
        ("行政审批", "审批"),
        ("行政审批服务", "审批"),
        ("投资促进", "投促"),
        ("民族宗教", "民宗"),
        ("应急管理", "应急"),
        ("科学技术", "科技"),
        ("大数据", "大数据"),
        ("邮政管理", "邮政"),
        ("信息通信发展", "信通"),
        ("中国人民银行", "人行"),
        ("中国人民银行", "人民银行"),
        ("供电公司", "供电"),
        ("金融监督管理总局", "金融监管总局"),
    ):
        if long in bare:
            short_name = bare.replace(long, short)
            found |= {short_name, short_name.removeprefix("市"), short_name.removeprefix("市委")}
    return [each for each in found if len(each) >= 2]
