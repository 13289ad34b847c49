"""What a card of a record shows: title, subtitle and facts, all of them stored values."""

from __future__ import annotations

from datetime import date

from bot.matching.documents import (
    Document,
    MentorDocument,
    PatentDocument,
    PlatformDocument,
    UniversityDocument,
)
from bot.matching.explain import describe_fee


def title_of(document: Document) -> str:
    return document.title if isinstance(document, PatentDocument) else document.name


def subtitle_of(document: Document) -> str:
    if isinstance(document, UniversityDocument):
        return " · ".join((_place(document), *document.tags))
    if isinstance(document, MentorDocument):
        return f"{document.university_name} · {document.title}"
    if isinstance(document, PlatformDocument):
        return f"{document.university_name} · {document.level}"
    return document.owner_name


def facts_of(document: Document, today: date) -> dict[str, str]:
    """Label to value; a label without a value is left out."""
    if isinstance(document, UniversityDocument):
        facts = _university(document)
    elif isinstance(document, MentorDocument):
        facts = _mentor(document)
    elif isinstance(document, PlatformDocument):
        facts = _platform(document)
    else:
        facts = _patent(document, today)
    return {label: value for label, value in facts.items() if value}


def _university(document: UniversityDocument) -> dict[str, str]:
    return {
        "地区": _place(document),
        "一流学科": "、".join(document.first_class_disciplines[:4]),
        "优势学科": "、".join(
            name for name in document.disciplines if name not in document.first_class_disciplines
        ),
        "优势方向": "、".join(document.strengths[:6]),
    }


def _mentor(document: MentorDocument) -> dict[str, str]:
    return {
        "学校": document.university_name,
        "地区": document.province,
        "职称": document.title,
        "研究方向": "、".join(document.directions[:3]),
        "合作方式": "、".join(document.modes),
        "在帮扶企业": f"{document.load}家（最多{document.capacity}家）",
    }


def _platform(document: PlatformDocument) -> dict[str, str]:
    return {
        "依托高校": document.university_name,
        "类别": document.level,
        "地区": document.province,
        "主攻方向": "、".join(document.directions[:3]),
        "提供": "、".join(document.services),
        "共建单位": "、".join(document.builders[:4]),
    }


def _patent(document: PatentDocument, today: date) -> dict[str, str]:
    return {
        "专利号": document.patent_no,
        "专利权人": document.owner_name,
        "类型": document.type,
        "许可费": describe_fee(document) if document.declared else "",
        "许可期限": _term(document, today),
        "许可地域": document.area,
    }


def _term(document: PatentDocument, today: date) -> str:
    if not document.declared:
        return "没有在期的开放许可声明"
    if document.term_to is None:
        return "未公布，以声明为准"
    ended = "" if document.is_open_on(today) else "（已到期）"
    return f"至{document.term_to.isoformat()}{ended}"


def _place(document: UniversityDocument) -> str:
    return "".join(dict.fromkeys((document.province, document.city)))
