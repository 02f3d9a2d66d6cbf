"""Why work lags, as its unit says: the clause that states the cause, and the kind of cause it is.

The first kind in the table that the clause names counts, so each task has one: money that is missing
for land is 资金. What was stated and names none of them is 其他; where nothing was, 未说明.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.language.obstacles import find_obstacle, without_solved
from domain.language.text import clause_at, plain
from domain.reporting import Report, Status


@dataclass(frozen=True, slots=True)
class Cause:
    """`key` goes into buttons, `word` is shown; `words` are how a report names it."""

    key: str
    word: str
    words: re.Pattern[str]


CAUSES: tuple[Cause, ...] = (
    Cause(
        "money",
        "资金",
        re.compile(
            r"资金|经费|拨款|工程款|欠款|拖欠|贷款|融资|预算|债券|补助|缺钱|没钱|差钱|[拨付缺差]款|款(?:项)?(?:没|未)|财力|缺口|垫资|付不出"
        ),
    ),
    Cause(
        "land",
        "用地",
        re.compile(
            r"用地|土地|征地|拆迁|征收|腾退|占补|林地|耕地|红线|地块|选址|场地|清表|搬迁|迁坟|安置|没地|压覆|文物"
        ),
    ),
    Cause(
        "permit",
        "手续审批",
        re.compile(
            r"手续|审批|批复|批文|环评|能评|稳评|许可|立项|审图|规划|报批|核准|备案|评审|没批|未批|招标|流标|废标|受理|权证|产权|指标|退回|驳回|补正"
        ),
    ),
    Cause(
        "equipment",
        "设备",
        re.compile(
            r"设备|材料|钢材|水泥|砂石|管材|配件|机械|供货|缺货|断货|到货|芯片|物资|种苗|苗木|接口|系统|平台|数据(?!分局)|供电|电力|管线"
        ),
    ),
    Cause(
        "weather",
        "天气",
        re.compile(
            r"天气|[下降暴阴]雨|雨[季水天]|汛|大雪|降雪|冰冻|上冻|封冻|寒潮|高温|低温|台风|大风|雾霾|重污染|洪|内涝|积水|管控"
        ),
    ),
    Cause(
        "people",
        "人员",
        re.compile(
            r"人手|人员|人力|缺人|没人|力量|工人|劳力|师资|医生|人才|技工|施工队|专班|招不|住院|生病|休假|调走|离职|抽不开|忙不过来"
        ),
    ),
    Cause(
        "coordination",
        "协调",
        re.compile(
            r"协调|配合|分歧|扯皮|推诿|意见(?:不|尚未|还没)|不同意|阻[力挠工]|纠纷|群众|村民|居民|业主|商户|钉子户|上访|诉讼|官司|谈不|没谈|协商|对接|不愿|不肯|积极性|衔接|统筹"
        ),
    ),
)
OTHER, UNSTATED = "other", "unstated"
CAUSE_WORDS = {**{cause.key: cause.word for cause in CAUSES}, OTHER: "其他", UNSTATED: "未说明"}
_SLOW = frozenset({Status.BEHIND, Status.BLOCKED})


def stated(report: Report | None) -> str | None:
    """The clause in which the unit itself gives the cause; never one that was thought of here."""
    if report is None:
        return None
    if report.obstacle:
        return report.obstacle
    text = plain(report.text)
    if found := find_obstacle(text):
        return found
    if report.status not in _SLOW:
        return None
    # 审批环节较多，进度滞后: no obstacle by itself, but said of work that lags.
    unsolved = without_solved(text)
    matches = [match for cause in CAUSES if (match := cause.words.search(unsolved))]
    if not matches:
        return None
    first = min(matches, key=lambda match: match.start())
    left, right = clause_at(text, *first.span())
    return text[left:right].strip() or None


def kind_of(report: Report | None) -> str:
    """The key of the kind of cause that a report states."""
    said = stated(report)
    if said is None:
        return UNSTATED
    return next((cause.key for cause in CAUSES if cause.words.search(said)), OTHER)
