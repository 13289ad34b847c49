"""What machines count their work by: 五万模, 两万冲. A figure before it is no sum of money."""

# Such a word may begin another (模具, 冲压, 针织, 印刷), so it has to end there.
_ENDS = (
    r"(?=$|[,。;!?、)\s/]|[就才都也了不没还左上下以的要能可会后前时坏断裂崩开换修到至和或寿每一比])"
)
# 啤 and 炮 are shots of a mould in Guangdong, 印 impressions of a plate.
WORK_COUNT = (
    rf"(?:[模冲啤炮锤印梭针剪拍版炉罐锅拉枪圈转发缸板车趟](?:次|数)?|循环|来回|往复){_ENDS}"
)
