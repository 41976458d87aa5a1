"""Rows that are no equipment: headings and page furniture that a scraper took for instruments.

A row is junk only where its whole name is such a word, after width, case and brackets are folded away and UTF-8
mistaken for Latin-1 is put right. Parts of a name are never looked at: 設置場所測定器 would be an instrument.
Words that name a thing one can use are not here although they look bare: 工作室, 低温室, 天秤, FIB, 液体窒素, 超純水.
"""

from __future__ import annotations

from hashiwatashi.exchange.reading.headings import heading_key
from hashiwatashi.exchange.reading.rawrows import mended

# What tables of instruments call their columns. Seen as names in a national list: twice 機器名, カテゴリ; once each
# 概要 担当 課金単位 メーカー 規格 写真 部署 利用料 利用形態 設置場所 設置キャンパス 性能等・備考 一般向け共同利用
# 設置機器一覧 キーワード. The others are the usual words of such tables.
_COLUMNS = """
    機器名 機器名称 装置名 装置名称 設備名 設備名称 名称 品名 機種 機種名 型式 型番 形式 規格 仕様
    主な仕様 性能 性能等 性能等・備考 備考 概要 説明 特徴 用途 内容 詳細 分類 大分類 中分類 小分類
    種別 種類 区分 カテゴリ カテゴリー キーワード 番号 管理番号 機器番号 メーカー メーカ メーカー名
    製造者 製造元 製造会社 部署 部局 部局名 管理部署 担当部署 所属 研究室名 担当 担当者 担当者名
    管理者 責任者 連絡先 問い合わせ先 問合せ先 お問い合わせ 電話番号 内線 メールアドレス 設置場所
    設置キャンパス 設置年度 導入年度 場所 所在地 キャンパス 地区 建物 写真 画像 料金 利用料
    利用料金 使用料 課金 課金単位 単価 利用形態 利用方法 利用条件 一般向け共同利用 学外利用
    学内利用 予約 予約状況 状況 状態 リンク 更新日 no no. url tel e-mail email fax
"""
# What such pages call themselves and their parts.
_PAGES = """
    機器一覧 装置一覧 設備一覧 設置機器一覧 設置装置一覧 保有機器一覧 共用機器一覧 一覧
    トップページ ホーム メニュー 検索 お知らせ サイトマップ アクセス 戻る 次へ 前へ 合計
"""
_KEYS = frozenset(heading_key(word) for word in (_COLUMNS + _PAGES).split())


def is_heading(name: str) -> bool:
    """Whether the name of a would-be instrument is a heading of the table or page that it was taken from."""
    return heading_key(mended(name)) in _KEYS
