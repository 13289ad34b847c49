"""Records to match against: a few that matter, and enough others to make words rare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.matching.documents import Document, MentorDocument, PatentDocument, UniversityDocument

HANGZHOU, NINGBO, WUHAN = "330100", "330200", "420100"

ZHEJIANG_U = UniversityDocument(
    id="u-zj", name="钱塘工业大学", region_code=HANGZHOU, province="浙江省", city="杭州市",
    disciplines=("材料科学与工程", "机械工程"), first_class_disciplines=("材料科学与工程",),
    strengths=("压铸与轻合金",),
)  # fmt: skip
WUHAN_U = UniversityDocument(
    id="u-wh", name="江汉理工大学", region_code=WUHAN, province="湖北省", city="武汉市",
    disciplines=("机械工程",), strengths=("激光加工",),
)  # fmt: skip

DIE_CASTING = PatentDocument(
    id="p-1", patent_no="ZL209910000001.2", title="一种降低铝合金压铸件气孔率的真空压铸方法",
    owner_name="钱塘工业大学",
    abstract="针对铝合金压铸件气孔率高的问题，采用分级抽真空，可减少卷气。",
    keywords=("压铸", "气孔"), ipc="B22D 17/14", type="发明", university_id="u-zj",
    university_name="钱塘工业大学", region_code=HANGZHOU, province="浙江省", industry_code="C33",
    granted_on=date(2025, 1, 1), declared=True, fee_mode="一次总付", fee_yuan=30_000,
    area="全国", term_from=date(2025, 1, 1), term_to=date(2029, 1, 1),
)  # fmt: skip
MENTOR = MentorDocument(
    id="m-1", name="甲某", title="教授", university_id="u-zj", university_name="钱塘工业大学",
    region_code=HANGZHOU, province="浙江省", field="铸造", industry_code="C33",
    directions=("高真空压铸与气孔控制",), keywords=("压铸", "气孔"),
    profile="面向汽车结构件的真空压铸工艺。", modes=("技术导师", "委托开发"), load=1, capacity=3,
)  # fmt: skip

_OTHERS = (
    "一种茶叶杀青温度的调节装置", "一种水性环氧底漆及其制备方法", "一种轴承保持架的储油结构",
    "一种印染残液的脱色回用装置", "一种玉米脱粒滚筒的间隙调节机构", "一种光伏板的清扫装置",
    "一种陶瓷坯体的微波干燥装置", "一种锂离子电池隔膜的涂覆方法", "一种混凝土减水剂",
    "一种纺纱断头的监测方法", "一种生猪体温的红外测量装置", "一种竹材的防霉处理方法",
)  # fmt: skip


def others() -> list[Document]:
    """Patents of other trades, so that a word of one trade is rare."""
    return [
        replace(DIE_CASTING, id=f"x-{at}", patent_no=f"ZL20991000{at:04d}.1", title=title,
                abstract="", keywords=(), ipc="", industry_code=None)
        for at, title in enumerate(_OTHERS, start=100)
    ]  # fmt: skip


def catalogue(*more: Document) -> list[Document]:
    return [ZHEJIANG_U, WUHAN_U, *others(), *more]
