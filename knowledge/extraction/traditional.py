"""Traditional Chinese characters as the simplified ones, one for one, for the characters that words of letters have.

So that one list of words reads letters from everywhere; it is no transcription, and the letter's own words are quoted.
"""

_PAIRS = (
    "專专業业為为爲为舉举書书習习於于雲云親亲從从內内們们眾众會会傳传體体關关興兴冊册寫写決决況况準准劃划動动務务勵励協协單单"
    "參参雙双發发變变號号員员啓启啟启諮咨週周圖图園园場场壇坛處处備备複复複复復复獎奖婦妇實实審审對对將将屆届長长張张師师"
    "幹干應应開开錄录徵征總总戰战執执擬拟據据揚扬擇择採采敘叙數数時时曉晓暫暂條条來来東东檔档權权機机標标樣样歡欢歲岁"
    "濟济潔洁點点愛爱現现環环產产電电監监碼码確确禮礼務务稱称種种積积窗窗競竞籤签簽签簡简籌筹糧粮約约級级線线組组"
    "紹绍經经結结絡络續续編编網网緊紧縮缩緻致統统綱纲總总績绩署署聯联繫系係系職职聽听葉叶薦荐獲获虛虚補补裝装裏里裡里見见規规視视"
    "覽览計计訂订認认討讨訓训議议記记講讲論论設设訪访證证評评試试誠诚話话詢询語语誤误說说請请課课諸诸調调談谈謝谢謹谨"
    "負负財财責责貴贵貿贸費费資资賽赛贊赞趕赶轉转載载輪轮辦办達达過过運运還还進进遠远遲迟遞递選选郵邮鄉乡"
    "門门閉闭問问間间閣阁陽阳際际隊队階阶隨随險险雜杂頁页項项順顺須须顧顾頒颁頌颂預预頻频題题額额饋馈館馆駐驻驗验黨党"
    "歐欧馬马孫孙鍾钟鐘钟獨独軒轩轅辕臺台檯台灣湾華华國国學学區区醫医屬属義义範范創创訊讯製制簿簿聲声擇择歷历曆历歸归餘余側侧麼么與与並并佈布僅仅優优儘尽"
    "報报繳缴飯饭測测購购銀银匯汇檢检擔担適适夠够貼贴縣县鎮镇後后這这個个賓宾遊游護护團团詳详細细閱阅讀读誌志頭头儀仪攜携帶带註注節节術术當当導导質质"
)
_SIMPLE = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))


def simplified(text: str) -> str:
    """A text of the same length in which these characters are simplified ones."""
    return text if text.isascii() else text.translate(_SIMPLE)
