"""Words of headers in Korean, Japanese and Chinese, in English: what identifiers are made of."""

from collections.abc import Mapping

_PAIRS = """
이름 name|성명 name|명 name|명칭 name|제목 title|번호 number|관리번호 management_number|코드 code|주소 address
|도로명주소 road_address|지번주소 lot_address|소재지 location|우편번호 postal_code|전화번호 phone|전화 phone
|연락처 contact|휴대폰 mobile|팩스 fax|이메일 email|메일 email|홈페이지 homepage|위도 latitude|경도 longitude
|좌표 coordinates|일자 date|날짜 date|일시 datetime|시각 time|시간 time|일 day|시작 start|종료 end|시작일 start_date
|종료일 end_date|등록 registered|수정 modified|생성 created|작성 written|주문 order|고객 customer|회원 member
|상품 product|제품 product|품명 item|수량 quantity|단가 unit_price|가격 price|금액 amount|요금 fee|비용 cost
|매출 sales|합계 total|급여 salary|가입 join|탈퇴 leave|나이 age|성별 gender|생년월일 birth_date|국가 country
|도시 city|지역 region|시도 province|시군구 district|통화 currency|언어 language|색상 color|상태 status
|구분 category|유형 type|종류 kind|분류 class|등급 grade|여부 flag|비고 remarks|설명 description|내용 content
|메모 memo|태그 tags|파일 file|이미지 image|사진 photo|회사 company|기관 organization|부서 department|직급 position
|담당자 manager|면적 area|거리 distance|무게 weight|높이 height|길이 length|온도 temperature|비율 ratio|율 rate
|수 count|개수 count|건수 cases|인원 people|인구 population|좌석 seats|점수 score|연도 year|년도 year|월 month
|분기 quarter|요일 weekday|행사 event|장소 place|시설 facility|주차장 parking_lot|운영 operating|데이터 data
|기준 reference|기준일자 reference_date|제공 provider|학생 student|학교 school|과목 subject|거래 transaction
|결제 payment|배송 delivery|재고 stock|브랜드 brand|모델 model|버전 version|사용자 user|직원 employee
|사번 employee_number|학번 student_number|입사 hire|입사일 hire_date|주문번호 order_number|고객번호 customer_number
|주문일 order_date|주문일자 order_date|고객명 customer_name|상품명 product_name|상품코드 product_code|구매 purchase
|판매 sales|할인율 discount_rate|배송지 shipping_address|名前 name|氏名 name|名称 name|名 name|番号 number
|コード code|住所 address|所在地 location|郵便番号 postal_code|電話番号 phone|電話 phone|メール email
|メールアドレス email|ホームページ homepage|緯度 latitude|経度 longitude|日付 date|日時 datetime|時刻 time|時間 time
|開始 start|終了 end|登録 registered|更新 updated|作成 created|注文 order|顧客 customer|会員 member|商品 product
|数量 quantity|単価 unit_price|価格 price|金額 amount|料金 fee|費用 cost|売上 sales|合計 total|給与 salary|年齢 age
|性別 gender|生年月日 birth_date|国 country|都市 city|通貨 currency|言語 language|色 color|状態 status|区分 category
|種類 kind|分類 class|備考 remarks|説明 description|内容 content|タグ tags|画像 image|会社 company|部署 department
|面積 area|距離 distance|重量 weight|割合 ratio|率 rate|数 count|人数 people|人口 population|年 year|月 month
|都道府県 prefecture|市区町村 municipality|担当者 manager|姓名 name|名称 name|标题 title|编号 number|号码 number
|代码 code|地址 address|邮编 postal_code|邮政编码 postal_code|电话 phone|手机 mobile|联系电话 phone|邮箱 email
|电子邮件 email|网址 url|网站 website|纬度 latitude|经度 longitude|坐标 coordinates|日期 date|时间 time
|创建时间 created_at|更新时间 updated_at|开始 start|结束 end|订单 order|客户 customer|会员 member|产品 product
|商品 product|数量 quantity|单价 unit_price|价格 price|金额 amount|费用 cost|收入 income|工资 salary|年龄 age
|性别 gender|出生日期 birth_date|国家 country|城市 city|币种 currency|语言 language|颜色 color|状态 status|类型 type
|类别 category|备注 remarks|描述 description|内容 content|标签 tags|图片 image|附件 attachment|公司 company
|部门 department|面积 area|距离 distance|比例 ratio|人口 population|年份 year|省份 province|是否 flag
"""
ENGLISH: Mapping[str, str] = dict(pair.split() for pair in _PAIRS.replace("\n", "").split("|"))
"""Each word's English, in small letters."""
LONGEST = max(map(len, ENGLISH))
