"""The columns of equipment lists as Japanese institutions write them, of our own exports and of UNIQUIP (classic)."""

from __future__ import annotations

from hashiwatashi.exchange.reading.sheet import Column

COLUMNS = (
    Column("uid", ("識別子", "identifier")),
    Column(
        "name",
        ("名称", "設備名", "機器名", "装置名", "機器名称", "装置名称", "設備名称", "equipment name"),
        required=True,
        example="走査電子顕微鏡（架空）",
    ),
    Column(
        "owner",
        ("所有機関", "所有者", "org_name", "機関名", "組織名", "設置機関", "保有機関", "大学名", "institution"),
        required=True,
        example="架空県工業技術センター",
    ),
    Column("owner_number", ("法人番号", "corporate_number")),
    Column("owner_type", ("機関種別", "org_type")),
    Column("department", ("部署", "部局", "所属", "管理部署", "担当部署", "担当部局"), example="材料技術部"),
    Column(
        "number",
        ("管理番号", "equipment_id", "id", "機器id", "設備id", "機器番号", "装置番号", "設備番号", "資産番号"),
        example="K-001",
    ),
    Column("collection_key", ("doc_id",)),
    Column("name_kana", ("名称カナ", "フリガナ", "ふりがな", "よみ", "name in kana")),
    Column(
        "name_en",
        ("英語名称", "名称英字", "英語名", "英名", "name in english"),
        example="Scanning electron microscope",
    ),
    Column("maker", ("メーカー", "製造者", "製造元", "メーカ", "manufacturer"), example="架空製作所"),
    Column("model", ("型式", "型番", "形式", "機種"), example="KA-1000"),
    Column(
        "uses",
        ("用途", "使いみち", "何に使うか", "利用目的", "活用例", "technique", "what it is used for"),
        example="小さな異物の形と元素を調べる",
    ),
    Column("specification", ("仕様", "性能", "規格", "主な仕様", "説明", "概要", "description")),
    Column(
        "class_large", ("大分類", "category_general", "分類", "カテゴリ", "class", "large class"), example="分析装置"
    ),
    Column("class_small", ("小分類", "category_detail", "中分類", "small class"), example="電子顕微鏡"),
    Column("place", ("設置場所", "address_raw", "場所", "所在地", "住所", "location"), example="本館2階 204室"),
    Column("prefecture", ("都道府県", "都道府県名"), example="宮城県"),
    Column(
        "external_use", ("学外利用", "外部利用", "外部利用可否", "所外利用", "一般利用", "outside use"), example="可"
    ),
    Column(
        "external_use_terms", ("利用条件", "外部利用の条件", "terms of outside use"), example="事前に技術相談が必要"
    ),
    Column("fee_note", ("料金", "利用料金", "利用料", "fee_band", "使用料", "fees"), example="1時間 2,000円"),
    Column(
        "acquisition_programme",
        ("導入事業", "導入した事業", "取得事業", "取得した事業", "acquired under", "acquired through"),
    ),
    Column("acquired_on", ("取得年月日", "導入年月日", "取得日", "導入日"), example="2020-03-31"),
    Column(
        "verified_on",
        ("確認日", "最終確認日", "所有機関による最終確認日", "last confirmed by the owner"),
        example="2026-04-01",
    ),
    Column(
        "contact_desk",
        ("問い合わせ先", "問合せ先", "連絡先", "contact name", "問い合わせ窓口"),
        example="技術相談窓口",
    ),
    Column("contact_phone", ("電話番号", "電話", "tel", "contact telephone", "phone"), example="000-0000-0000"),
    Column(
        "contact_mail", ("メールアドレス", "メール", "e-mail", "mail", "contact email"), example="soudan@example.jp"
    ),
    Column("status", ("状態", "稼働状況", "status")),
    Column("disclosure", ("だれに見せるか", "公開範囲", "公開区分", "disclosure class")),
    Column(
        "source_url", ("出典ページ", "詳細url", "url", "web address", "contact url", "出典のページ", "source page")
    ),
)
