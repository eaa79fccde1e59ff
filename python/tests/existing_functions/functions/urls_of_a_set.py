from _gen import *  # <AUTO GENERATED>


def urls_of_a_set(conv: Conversation):
    urls = {"https://example.com/b", "https://example.com/a"}
    conv.log.info("URLs", urls=list(urls), unique=urls, nothing=set())
