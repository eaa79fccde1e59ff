from _gen import *  # <AUTO GENERATED>
from functions.urls_of_a_set import urls_of_a_set


def calls_another(conv: Conversation):
    conv.log.info("before")
    result = conv.functions.percent_habit("R-1")
    urls_of_a_set(conv)
    conv.functions.formatted_content(heard="yes")
    conv.functions.alias_of_the_flag(conv)
    conv.log.info("after", result=result)
    return result
