"""The command line: ``uv run bot …``. Every command says in one line what is wrong."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.errors import DeskError, SettingsInvalid
from bot.logbook import set_up_logs
from bot.settings import Settings, load_settings

# EX_CONFIG of sysexits.h: the supervisor does not start it again.
WRONG_SETTINGS = 78
# What we and the engine write (store, trackers, indexes, phones of the sandbox) is ours alone.
PRIVATE = 0o077

Command = Callable[[Settings, argparse.Namespace], int | None]


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    set_up_logs()
    if options.command not in FOR_OTHERS:
        os.umask(PRIVATE)
    try:
        command: Command = options.command
        return command(load_settings(), options) or 0
    except SettingsInvalid as error:
        say(error.detail)
        return WRONG_SETTINGS
    except DeskError as error:
        say(error.detail)
        return 1
    except OSError as error:
        about = f"{error.filename}：" if isinstance(error.filename, str) else ""
        say(f"做不了：{about}{error.strerror or error}")
        return 1
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot", description="千校万企前台")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        each = commands.add_parser(name, help=text, description=text)
        each.set_defaults(command=command)
        return each

    add("run", run, "准备好一切并启动全部进程（make run 所用）")
    add("serve", serve, "只启动前台（HTTP）")
    add("actions", actions, "只启动动作服务（Rasa 调用）")
    trained = add("train", train, "训练对话模型；来源未变则什么也不做")
    trained.add_argument("--from-feedback", action="store_true", help="先写入工作人员标注的消息")
    add("reindex", reindex, "从数据库重建检索索引")
    add("openapi", openapi, "输出工作人员接口的 OpenAPI 描述（JSON）")
    examined = add("doctor", doctor, "检查设置、数据库、引擎、索引、端口")
    examined.add_argument("part", nargs="?", choices=["wechat"], help="wechat：只查公众号")
    add_wechat_commands(add("wechat", wechat, "公众号的菜单和二维码"))
    backup = add("backup", back_up, "备份数据库与对话记录到一个文件；运行中也可以")
    backup.add_argument("file", type=Path, help="写到哪里，例如 备份-20261128.zip")
    restored = add("restore", restore, "把备份恢复到全新的数据库（SQLite 或 PostgreSQL）")
    restored.add_argument("file", type=Path, help="bot backup 写的文件")
    match = add("match", match_text, "为一段需求文字推荐高校、导师、专利、平台")
    match.add_argument("text", help="需求原话，用引号括起来")
    shape = match.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="输出 JSON")
    shape.add_argument("--explain", action="store_true", help="逐步说明为什么推荐这些")
    match.add_argument("--limit", type=at_least_one, default=5, help="每类最多几条（默认 5）")
    learned = add("learned", tell_learned, "匹配从评价里学到了什么（JSON：次数与由此得出的系数）")
    learned.add_argument("--forget", action="store_true", help="以前的评价不再算数，从头学起")
    words = add("thesaurus", write_thesaurus, "把收下的词表建议写成词表文件，供审阅和提交")
    words.add_argument("file", type=Path, nargs="?", help="写到哪里；默认在词表的目录里")
    kinds = ["university", "mentor", "patent", "platform"]
    brought = add("import", import_catalogue, "从 CSV、XLSX 导入高校、导师、专利、平台")
    brought.add_argument("kind", choices=kinds)
    brought.add_argument("file", type=Path)
    brought.add_argument("--check", action="store_true", help="只检查，不写入")
    brought.add_argument("--skip-faults", action="store_true", help="跳过有误的行，导入其余的")
    taken = add("export", export_catalogue, "把高校、导师、专利、平台导出成 CSV、XLSX")
    taken.add_argument("kind", choices=kinds)
    taken.add_argument("file", type=Path, help="以 .csv 或 .xlsx 结尾")
    staff = add("staff", keep_staff, "管理工作人员账号")
    verbs = "add：新增；password：换密码（忘了密码，又没有别的管理员时）"
    staff.add_argument("verb", choices=["add", "password"], help=verbs)
    staff.add_argument("username", help="登录名")
    staff.add_argument("--name", help="显示的姓名，默认同登录名")
    staff.add_argument("--role", default="agent", choices=["agent", "manager", "admin"])
    staff.add_argument(
        "--no-second-factor", action="store_true", help="换密码时一并关掉两步验证（手机丢了）"
    )
    staff.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")
    evaluate = commands.add_parser("evaluate", help="评测（docs/EVALUATION.md）")
    add_evaluations(evaluate)
    return parser


def at_least_one(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为 1 或更大的整数")
    return int(text)


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


def run(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.running.preparing import check_ground, prepare_store
    from bot.running.supervising import supervise
    from bot.training.train import ensure_model

    # Its steps are told in sentences; the log begins with the processes.
    set_up_logs(logging.WARNING)
    check_ground(settings)
    asyncio.run(prepare_store(settings, say))
    model = ensure_model(settings.bot_data_dir)
    say("启动各进程，约需 20 秒 ……")
    supervise(settings, model)


def serve(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.running.serving import front_door, run_until_stopped

    run_until_stopped(front_door(settings))


def actions(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.running.serving import action_server, run_until_stopped

    run_until_stopped(action_server(settings))


def train(settings: Settings, options: argparse.Namespace) -> None:
    from bot.training.train import ensure_model

    if options.from_feedback:
        from bot.training.feedback import train_from_feedback

        asyncio.run(train_from_feedback(settings, say))
    sys.stdout.write(f"{ensure_model(settings.bot_data_dir)}\n")


def back_up(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running import archiving

    asyncio.run(archiving.back_up(settings, options.file, say))


def restore(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running import archiving

    asyncio.run(archiving.restore(settings, options.file, say))


def reindex(settings: Settings, _options: argparse.Namespace) -> None:
    from bot.running.upkeep import rebuild_index

    asyncio.run(rebuild_index(settings, say))


def openapi(_settings: Settings, _options: argparse.Namespace) -> None:
    import json

    from bot.app import staff_api_description

    description = asyncio.run(staff_api_description())
    sys.stdout.write(json.dumps(description, ensure_ascii=False, indent=1) + "\n")


def doctor(settings: Settings, options: argparse.Namespace) -> int:
    if options.part == "wechat":
        from bot.running.wechat_doctor import examine_wechat

        return asyncio.run(examine_wechat(settings, tell))
    from bot.running.doctor import examine

    return asyncio.run(examine(settings, tell))


def wechat(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running.wechat_cli import run_wechat

    run_wechat(settings, options)


def add_wechat_commands(parser: argparse.ArgumentParser) -> None:
    """``bot wechat menu push|show`` and ``bot wechat qrcode create --scene …``."""
    parts = parser.add_subparsers(required=True, metavar="对象", dest="part")
    menu = parts.add_parser("menu", help="自定义菜单")
    menu.add_argument("verb", choices=["push", "show"], help="push：更新；show：查看现在的")
    code = parts.add_parser("qrcode", help="带场景的二维码")
    code.add_argument("verb", choices=["create"], help="create：生成")
    code.add_argument("--scene", required=True, help="场景值，比如高校或活动的代号")
    code.add_argument("--days", type=int, help="有效天数，1 到 30；不写则永久有效")


def add_evaluations(parser: argparse.ArgumentParser) -> None:
    """``bot evaluate nlu FILE`` and ``bot evaluate dialogues FILE``."""
    parts = parser.add_subparsers(required=True, metavar="对象")
    nlu = parts.add_parser("nlu", help="单句：读懂了多少")
    nlu.set_defaults(command=evaluate_nlu)
    nlu.add_argument("file", type=Path, help="带标注的例句：YAML、JSONL 或 CSV")
    shapes = nlu.add_mutually_exclusive_group()
    shapes.add_argument("--json", action="store_true", help="输出 JSON")
    shapes.add_argument("--markdown", action="store_true", help="输出 Markdown 表格")
    nlu.add_argument("--html", type=Path, metavar="PAGE", help="另存一页图表")
    dialogues = parts.add_parser("dialogues", help="整段对话：在运行中的前台上走一遍")
    dialogues.set_defaults(command=evaluate_dialogues)
    dialogues.add_argument("file", type=Path, help="场景文件，或放场景的目录")
    dialogues.add_argument("--url", help="前台地址，默认本机 BOT_PORT")
    dialogues.add_argument("--channel", choices=["webchat", "wechat"], help="只走这一个渠道")
    dialogues.add_argument("--json", action="store_true", help="输出 JSON，带全部对话")


def match_text(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running.upkeep import match_and_print

    asyncio.run(
        match_and_print(
            settings,
            options.text,
            options.limit,
            as_json=options.json,
            explain=options.explain,
        )
    )


def tell_learned(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running.upkeep import tell_learned as tell

    asyncio.run(tell(settings, forget=options.forget))


def write_thesaurus(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running.thesaurus_file import FILE, write_taken

    asyncio.run(write_taken(settings, options.file or FILE, say))


def import_catalogue(settings: Settings, options: argparse.Namespace) -> int:
    from bot.running.catalogue_files import import_file

    done = asyncio.run(
        import_file(
            settings, options.kind, options.file.read_bytes(), say,
            check=options.check, skip_faults=options.skip_faults,
        )
    )  # fmt: skip
    return 0 if done else 1


def export_catalogue(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running.catalogue_files import export_file, form_of

    form = form_of(options.file)
    options.file.write_bytes(asyncio.run(export_file(settings, options.kind, form)))


def keep_staff(settings: Settings, options: argparse.Namespace) -> None:
    from bot.running.upkeep import hire, reset_password

    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("密码（至少 8 位）：")
    if options.verb == "password":
        without = options.no_second_factor
        asyncio.run(reset_password(settings, options.username, password, without_totp=without))
        say(f"已换 {options.username} 的密码，原有的登录都已退出")
        return
    name = options.name or options.username
    asyncio.run(hire(settings, options.username, name, password, options.role))
    say(f"已新增 {options.username}（{options.role}）")


def evaluate_nlu(settings: Settings, options: argparse.Namespace) -> None:
    from bot.training.evaluate_cli import evaluate_and_print

    evaluate_and_print(settings, options)


def evaluate_dialogues(settings: Settings, options: argparse.Namespace) -> int:
    from bot.training.dialogues.cli import evaluate_dialogues

    return evaluate_dialogues(settings, options)


# They write what somebody else is to read, without a word of an owner, where they are told to.
FOR_OTHERS = (export_catalogue, write_thesaurus, evaluate_nlu, evaluate_dialogues)

if __name__ == "__main__":
    sys.exit(main())
