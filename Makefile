# 千校万企前台. `make` alone lists what there is.
SHELL := /bin/sh
UV := scripts/uv
RUN := $(UV) run --frozen --no-sync
.DEFAULT_GOAL := help
.PHONY: help setup run web train test test-fast check services bench screenshots clean

help: ## 列出全部命令
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 安装两套 Python 环境和网页依赖（未变则不做）
	@scripts/setup

run: setup ## 从克隆到可用：安装、训练、演示目录、启动全部进程
	@exec $(RUN) bot run

web: setup ## 构建网页（安装时已构建；来源未变则不做）

train: setup ## 训练对话模型（来源未变则不做）
	@$(RUN) bot train

test: setup services ## 全部测试与检查（缺的软件自动安装）
	@scripts/test all

test-fast: setup ## 一分钟内的部分：单元测试、静态检查
	@scripts/test fast

check: setup ## 只做静态检查：ruff、mypy、导入约定、tsc、biome
	@scripts/test check

services: ## 测试所需的系统软件：Chromium、中文字体、Redis、PostgreSQL
	@scripts/services

bench: setup services ## 性能对照（benchmarks/）
	@$(RUN) python -m benchmarks.turn

screenshots: setup services ## 从运行中的系统截图到 docs/images
	@$(RUN) python -m tests.e2e.screenshots

clean: ## 删除环境、模型、数据（不可恢复）
	rm -rf .venv engine/.venv .tools web/node_modules web/dist var
