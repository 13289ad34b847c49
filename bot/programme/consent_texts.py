"""The words that owners consent to, versioned and hashed.

A consent row keeps version and hash, so that years later it can be shown what was agreed to.
A text is never edited in place: a change gets a new version, and the old one stays here.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from bot.store.consents import INTRODUCTION, STORE_CONTACT


@dataclass(frozen=True, slots=True)
class ConsentText:
    purpose: str
    version: str
    text: str

    @property
    def hash(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    def render(self, **values: str) -> str:
        return self.text.format(**values)


# PIPL art. 17: who, what for, which data, how long, which rights.
STORE_CONTACT_TEXT = ConsentText(
    STORE_CONTACT,
    "store-contact-2026-11",
    "留个联系方式，好联系您谈这条需求。只存姓名和电话（邮箱可选），只有本平台工作人员能看；"
    "需求办结后删除。不留也能登记，随时说“撤回同意”或“删除我的资料”就行。",
)

# PIPL art. 23: a separate consent that names the receiver. {receiver} and {data} are filled in,
# the hash is of the text with its blanks.
INTRODUCTION_TEXT = ConsentText(
    INTRODUCTION,
    "introduction-2026-11",
    "把{data}交给{receiver}，只用来谈这条需求。只交这一家，别家要另外问您；没交出去之前随时可以撤回。"
    "同意吗？",
)
